// Route selection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findRoute, parseRouteKey } from './route-selection.ts';

const routes = (...keys: string[]) => keys.map((key) => ({ key: parseRouteKey(key) }));

// Source of the first five: API Gateway developer guide, "Create routes for HTTP APIs".
const PETS = routes('$default', 'ANY /{proxy+}', 'GET /pets/{proxy+}', 'GET /pets/dog/{id}', 'GET /pets/dog/1');

test('the most specific route is selected', () => {
  const selected = (method: string, path: string) => findRoute(PETS, method, path)?.route.key.text;
  assert.equal(selected('GET', '/pets/dog/1'), 'GET /pets/dog/1');
  assert.equal(selected('GET', '/pets/dog/2'), 'GET /pets/dog/{id}');
  assert.equal(selected('GET', '/pets/cat/1'), 'GET /pets/{proxy+}');
  assert.equal(selected('POST', '/test/5'), 'ANY /{proxy+}');
  assert.equal(findRoute(routes('GET /a'), 'POST', '/a'), undefined);
  assert.equal(findRoute(routes('$default'), 'PUT', '/anything/at/all')?.route.key.text, '$default');
});

test('a named method precedes ANY, and a literal segment precedes a parameter', () => {
  const selected = (path: string, ...keys: string[]) => findRoute(routes(...keys), 'GET', path)?.route.key.text;
  assert.equal(selected('/a', 'ANY /a', 'GET /a'), 'GET /a');
  assert.equal(selected('/a/b', 'GET /{x}/b', 'GET /a/{y}'), 'GET /a/{y}');
  assert.equal(selected('/a/b', 'GET /a/{y}', 'ANY /a/b'), 'ANY /a/b');
});

test('a parameter matches one segment, and a greedy parameter matches all remaining segments', () => {
  const parameters = (key: string, path: string) => findRoute(routes(key), 'GET', path)?.parameters;
  assert.deepEqual(parameters('GET /channels/{channel}/messages', '/channels/general/messages'), {
    channel: 'general',
  });
  assert.deepEqual(parameters('GET /{proxy+}', '/a/b/c'), { proxy: 'a/b/c' });
  assert.equal(parameters('GET /channels/{channel}/messages', '/channels//messages'), undefined);
  assert.equal(parameters('GET /channels/{channel}', '/channels/a/b'), undefined);
  assert.equal(parameters('GET /channels', '/channels/'), undefined);
});

test('a parameter named __proto__ is an ordinary parameter', () => {
  const { parameters } = findRoute(routes('GET /{__proto__}'), 'GET', '/x') ?? {};
  assert.deepEqual(Object.keys(parameters ?? {}), ['__proto__']);
  assert.equal(({} as Record<string, unknown>).x, undefined);
});

test('an invalid route key is rejected', () => {
  for (const key of ['', 'GET', 'get /a', 'GET a', 'FETCH /a', 'GET /a b'])
    assert.throws(() => parseRouteKey(key), SyntaxError);
});
