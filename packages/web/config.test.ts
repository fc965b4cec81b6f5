// The configuration of the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig, parseConfig } from './config.ts';
import { loadMoreTexts } from './i18n/index.ts';

await loadMoreTexts();

const signIn = { authorize: 'https://a/o', token: 'https://a/t', logout: 'https://a/l', clientId: 'c' };
const good = { api: 'https://a/', eventsHttp: 'https://a/event', eventsRealtime: 'wss://a/event/realtime', signIn };

test('a complete configuration is parsed', () => {
  assert.deepEqual(parseConfig(JSON.stringify(good)), { ...good, api: 'https://a' });
});

test('an error names the field that is missing or invalid', () => {
  const refusals: [unknown, RegExp][] = [
    [{ ...good, api: undefined }, /api must be an address/],
    [{ ...good, api: 'javascript:alert(1)' }, /api must be an address/],
    [{ ...good, eventsRealtime: 'https://a' }, /eventsRealtime must be an address that begins with ws/],
    [{ ...good, signIn: { ...signIn, clientId: '' } }, /signIn.clientId must be a string/],
    [{ ...good, signIn: null }, /signIn must be an object/],
    [{ ...good, signIn: undefined }, /has no sign-in/],
    [{ ...good, signIn: { ...signIn, guests: 'javascript:alert(1)' } }, /signIn.guests must be an address/],
    ['text', /config.json must be an object/],
  ];
  for (const [input, expected] of refusals) assert.throws(() => parseConfig(JSON.stringify(input)), expected);
  assert.throws(() => parseConfig('<!doctype html>'), /not JSON/);
});

test('a missing configuration is reported as missing', async () => {
  const missing = async () => new Response('', { status: 404 });
  await assert.rejects(loadConfig(missing, 'config.json'), /config.json is missing \(404\)/);
});
