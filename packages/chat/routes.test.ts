// The routes of the HTTP API: their keys and paths.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRouteKey, ROUTE_NAMES, ROUTES, routeKey, routePath } from './routes.ts';

test('every route has a key of its own, which leads back to its name', () => {
  for (const name of ROUTE_NAMES) assert.equal(parseRouteKey(routeKey(name)), name);
  assert.equal(parseRouteKey('GET /channels/{channel}'), undefined);
});

test('the parameters of a path are filled in and encoded', () => {
  assert.equal(routePath('sync', {}), '/sync');
  assert.equal(routePath('settleReport', { channel: 'general', seq: 7 }), '/channels/general/reports/7');
  assert.equal(routePath('removeMember', { channel: 'a', userId: '../b?c#d' }), '/channels/a/members/..%2Fb%3Fc%23d');
});

test('only the routes of guests and the description of an invitation can be called without a token', () => {
  const open = ROUTE_NAMES.filter((name) => ROUTES[name].caller === 'anonymous');
  assert.deepEqual(open, ['describeInvitation', 'createGuest', 'refreshGuest', 'deleteGuest']);
});
