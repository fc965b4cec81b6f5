import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PUSH_ENDPOINT_MAX, parseDeviceId, parsePushSubscription } from './index.ts';

const endpoint = 'https://push.example/send/1';
const keys = { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) };

test('a subscription has an address and the keys of a browser, with or without padding', () => {
  assert.deepEqual(parsePushSubscription({ endpoint, keys, expirationTime: null }), { endpoint, ...keys });
  assert.deepEqual(parsePushSubscription({ endpoint, keys: { p256dh: `${keys.p256dh}=`, auth: `${keys.auth}==` } }), {
    endpoint,
    ...keys,
  });
});

for (const body of [
  null,
  {},
  { endpoint },
  { endpoint: 7, keys },
  { endpoint: `https://push.example/${'x'.repeat(PUSH_ENDPOINT_MAX)}`, keys },
  { endpoint, keys: { ...keys, p256dh: `A${'A'.repeat(86)}` } },
  { endpoint, keys: { ...keys, auth: 'AAAA' } },
])
  test(`${JSON.stringify(body).slice(0, 60)} is not a subscription`, () => {
    assert.throws(() => parsePushSubscription(body), { code: 'bad-request' });
  });

test('the id of a device is 22 characters of base64url', () => {
  assert.equal(parseDeviceId('a'.repeat(22)), 'a'.repeat(22));
  for (const id of [undefined, '', 'a'.repeat(21), `${'a'.repeat(21)}/`])
    assert.throws(() => parseDeviceId(id), { code: 'bad-request' });
});
