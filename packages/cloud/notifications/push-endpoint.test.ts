import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { test } from 'node:test';
import { isPushEndpoint, publicLookup } from './push-endpoint.ts';

for (const endpoint of [
  'https://fcm.googleapis.com/fcm/send/abc',
  'https://updates.push.services.mozilla.com/wpush/v2/abc',
  'https://web.push.apple.com/abc',
  'https://wns2-par02p.notify.windows.com/w/?token=abc',
])
  test(`${endpoint} is the address of a push service`, () => {
    assert.ok(isPushEndpoint(endpoint, {}));
  });

for (const endpoint of [
  'not an address',
  'http://fcm.googleapis.com/abc',
  'https://fcm.googleapis.com:8443/abc',
  'https://fcm.googleapis.com@attacker.example/abc',
  'https://fcm.googleapis.com.attacker.example/abc',
  'https://notfcm.googleapis.com/abc',
  'https://xpush.apple.com/abc',
  'https://127.0.0.1/abc',
  'http://127.0.0.1:4100/abc',
  'file:///etc/passwd',
])
  test(`${endpoint} is not`, () => {
    assert.ok(!isPushEndpoint(endpoint, {}));
  });

test('a push service of the same machine is accepted only where the engine names it', () => {
  const endpoint = 'http://127.0.0.1:4100/send';
  assert.ok(isPushEndpoint(endpoint, { LOCAL_PUSH_ORIGIN: 'http://127.0.0.1:4100' }));
  assert.ok(!isPushEndpoint(endpoint, { LOCAL_PUSH_ORIGIN: 'http://127.0.0.1:4101' }));
});

test('a name that resolves to this machine cannot be connected to', async () => {
  const resolve = (options: object) =>
    new Promise<string | LookupAddress[]>((done, reject) =>
      publicLookup('localhost', options, (error, address) => (error ? reject(error) : done(address))),
    );
  await assert.rejects(resolve({}), { message: /not at a public address/ });
  await assert.rejects(resolve({ all: true }), { message: /not at a public address/ });
});
