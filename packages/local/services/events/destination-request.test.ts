import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Credentials, parseCredentials } from './connection-authorization.ts';
import { assemble, type TargetRequest } from './destination-request.ts';

const ENDPOINT = 'https://api.example/rooms/*/event';

function credentials(invocation: object = {}, name = 'x-api-key'): Credentials {
  return parseCredentials('API_KEY', {
    ApiKeyAuthParameters: { ApiKeyName: name, ApiKeyValue: 'K' },
    InvocationHttpParameters: invocation,
  });
}

function headers(request: Partial<TargetRequest>, from = credentials()): Record<string, string> {
  return assemble('https://api.example/', from, { body: '{}', ...request }).headers;
}

test('a request has the key and the headers that AWS sends', () => {
  assert.deepEqual(headers({}), {
    'Content-Type': 'application/json; charset=utf-8',
    'x-api-key': 'K',
    'User-Agent': 'Amazon/EventBridge/ApiDestinations',
    Range: 'bytes=0-1048575',
    'Accept-Encoding': 'gzip,deflate',
    Connection: 'close',
  });
});

test("the connection's key overrides a header of the target, whatever its case", () => {
  const all = headers({ headers: { 'X-Api-Key': 'other' } });
  assert.deepEqual(
    Object.entries(all).filter(([name]) => /^x-api-key$/i.test(name)),
    [['x-api-key', 'K']],
  );
});

test('an API key and a header parameter with a key are both sent', () => {
  const all = headers({ headers: { 'X-Api-Key': 'K' } }, credentials({}, 'apiKey'));
  assert.equal(all['apiKey'], 'K');
  assert.equal(all['X-Api-Key'], 'K');
});

test('a target may set its content type', () => {
  assert.equal(headers({ headers: { 'content-type': 'application/json' } })['content-type'], 'application/json');
  assert.equal(headers({ headers: { 'content-type': 'application/json' } })['Content-Type'], undefined);
});

test('a target cannot set the user agent or the headers that AWS removes', () => {
  const all = headers({
    headers: { 'User-Agent': 'x', Range: 'x', Host: 'x', Origin: 'x', 'Content-Length': '1', Warning: 'x' },
  });
  assert.deepEqual(all, headers({}));
});

test('the wildcards of the endpoint are replaced one by one with escaped values', () => {
  const { url } = assemble(`${ENDPOINT}/*`, credentials(), { body: '', path: ['a/b?c d', 'é'] });
  assert.equal(url, 'https://api.example/rooms/a%2Fb%3Fc%20d/event/%C3%A9');
});

test('a wildcard without a value is replaced by an empty string', () => {
  assert.equal(assemble(ENDPOINT, credentials(), { body: '' }).url, 'https://api.example/rooms//event');
});

test('query parameters are added, and those of the connection override', () => {
  const from = credentials({ QueryStringParameters: [{ Key: 't', Value: 'theirs' }] });
  const { url } = assemble('https://api.example/?z=1', from, { body: '', query: { t: 'mine', u: 'a b&c' } });
  assert.equal(url, 'https://api.example/?z=1&t=theirs&u=a+b%26c');
});

test("a connection's headers override the target's, and its key overrides both", () => {
  const from = credentials({
    HeaderParameters: [
      { Key: 'x-a', Value: 'theirs' },
      { Key: 'X-API-KEY', Value: 'not this' },
      { Key: 'User-Agent', Value: 'x' },
    ],
  });
  const all = headers({ headers: { 'X-A': 'mine', 'x-b': 'mine' } }, from);
  assert.deepEqual([all['x-a'], all['x-b'], all['x-api-key']], ['theirs', 'mine', 'K']);
  assert.equal(all['User-Agent'], 'Amazon/EventBridge/ApiDestinations');
});

test("a connection's body parameters are added to a JSON object only", () => {
  const from = credentials({ BodyParameters: [{ Key: 'token', Value: 't' }] });
  const body = (text: string) => assemble('https://api.example/', from, { body: text }).body;
  assert.equal(body('{"a":1,"token":"mine"}'), '{"a":1,"token":"t"}');
  assert.equal(body('[1]'), '[1]');
  assert.equal(body('not "JSON'), 'not "JSON');
});

test('a username and password are sent as HTTP basic authentication', () => {
  const basic = parseCredentials('BASIC', { BasicAuthParameters: { Username: 'ann', Password: 'päss' } });
  assert.equal(headers({}, basic)['Authorization'], 'Basic YW5uOnDDpHNz');
});

test('secret headers are named, so that no log contains them', () => {
  const from = credentials({
    HeaderParameters: [
      { Key: 'X-Token', Value: 't', IsValueSecret: true },
      { Key: 'X-Open', Value: 'o' },
    ],
  });
  assert.deepEqual(assemble('https://api.example/', from, { body: '' }).secrets, ['x-api-key', 'x-token']);
});
