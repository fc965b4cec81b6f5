import assert from 'node:assert/strict';
import test from 'node:test';
import { encodeCredentials, parseAuthorization, parseCredentials } from './index.ts';

const refused = { name: 'WireError', code: 'bad-credentials' };

test('credentials are encoded as a subprotocol that browsers accept', () => {
  const subprotocol = encodeCredentials({ host: 'example.com', 'x-api-key': 'da2-abc?>~ÿ' });
  assert.match(subprotocol, /^header-[A-Za-z0-9_-]+$/);
  assert.deepEqual({ ...parseCredentials(subprotocol) }, { host: 'example.com', 'x-api-key': 'da2-abc?>~ÿ' });
});

test('the credentials of a known client are parsed', () => {
  const subprotocol = 'header-eyJob3N0IjoiZXhhbXBsZS5jb20iLCJ4LWFwaS1rZXkiOiJkYTItYWJjIn0';
  assert.deepEqual({ ...parseCredentials(subprotocol) }, { host: 'example.com', 'x-api-key': 'da2-abc' });
});

test('another subprotocol contains no credentials', () => {
  assert.equal(parseCredentials('aws-appsync-event-ws'), undefined);
});

test('unreadable credentials are rejected', () => {
  for (const subprotocol of ['header-', 'header-%%%', 'header-bm90IGpzb24', 'header-W10', 'header-bnVsbA', 'header-_w'])
    assert.throws(() => parseCredentials(subprotocol), refused, subprotocol);
});

test('field names become lower case, and only strings are kept', () => {
  const fields = parseAuthorization({
    Authorization: 'token',
    'X-Amz-Date': '2026',
    'x-api-key': { $gt: '' },
    host: ['a'],
  });
  assert.deepEqual({ ...fields }, { authorization: 'token', 'x-amz-date': '2026' });
});

test('a field named __proto__ is a field like any other', () => {
  const fields = parseAuthorization(JSON.parse('{"__proto__":"x","constructor":"y"}'));
  assert.deepEqual(Object.keys(fields), ['__proto__', 'constructor']);
  assert.equal(Object.getPrototypeOf(fields), null);
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
});
