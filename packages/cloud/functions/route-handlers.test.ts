// Each function handles exactly the routes that the stack sends to it, and no route is left out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROUTE_NAMES, ROUTES } from '@parley/chat';
import { bundleName, HTTP_FUNCTIONS, PREVIEW_FUNCTION } from '../stack/http-functions.ts';
import { httpHandler, type Request, type RouteHandlers } from './http.ts';
import type { Services } from './services.ts';

// A function's file reads its environment when it is loaded.
Object.assign(process.env, {
  LOG_TABLE: 'log',
  CHAT_TABLE: 'chat',
  MESSAGES_PER_MINUTE: '1',
  USER_POOL: 'pool',
  PUSH_KEY: '/parley/push-key',
  SEARCH_BUCKET: 'search',
  AWS_REGION: 'us-east-1',
});

async function handlersOf(file: string): Promise<RouteHandlers> {
  const { handlers } = (await import(`./${file}.lambda.ts`)) as { handlers(services: Services): RouteHandlers };
  return handlers({} as Services);
}

const FUNCTIONS = { ...HTTP_FUNCTIONS, ...PREVIEW_FUNCTION };

for (const [id, { routes }] of Object.entries(FUNCTIONS))
  test(`${id} handles the routes that the stack sends to it`, async () => {
    assert.deepEqual(Object.keys(await handlersOf(bundleName(id))).sort(), [...routes].sort());
  });

test('the functions of guests and of invitations handle the routes that take no token', async () => {
  const anonymous = ROUTE_NAMES.filter((name) => ROUTES[name].caller === 'anonymous');
  const files = ['guests', 'delete-guests', 'invitation'];
  const handled = (await Promise.all(files.map(handlersOf))).flatMap((one) => Object.keys(one));
  assert.deepEqual(handled.sort(), anonymous.sort());
});

test('each route of users is served by one function', () => {
  const served = Object.values(FUNCTIONS).flatMap(({ routes }) => [...routes]);
  assert.deepEqual(served.sort(), ROUTE_NAMES.filter((name) => ROUTES[name].caller === 'user').sort());
});

test('a request is dispatched by its route key, and a route of another function is an error', async (t) => {
  const log = t.mock.method(console, 'error', () => undefined);
  const handler = httpHandler({ listChannels: async () => ({ status: 200, body: 'list' }) });
  const answer = (routeKey: string) => handler({ routeKey } as Request);
  assert.deepEqual((await answer('GET /channels')).body, '"list"');
  assert.equal((await answer('POST /channels')).statusCode, 503);
  assert.equal((await answer('GET /nowhere')).statusCode, 503);
  assert.match(String(log.mock.calls[0]?.arguments[0]), /does not serve the route POST \/channels/);
});
