// Addresses of the page: channels, their details, settings, invitations.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detailsOf, parseAddress, SETTINGS, THREADS, threadAddress } from './address.ts';

test('an address names a channel, and a tab of its details', () => {
  assert.deepEqual(parseAddress(''), { view: 'channel', channel: '', tab: undefined });
  assert.deepEqual(parseAddress('general'), { view: 'channel', channel: 'general', tab: undefined });
  assert.deepEqual(parseAddress(detailsOf('general', 'members')), {
    view: 'channel',
    channel: 'general',
    tab: 'members',
  });
});

test('an unknown tab opens the channel alone', () => {
  assert.deepEqual(parseAddress('general/nothing'), { view: 'channel', channel: 'general', tab: undefined });
});

test('an address names a thread beside its channel, and the list of threads', () => {
  const place = threadAddress({ channel: 'general', seq: 12 });
  assert.deepEqual(parseAddress(place), { view: 'channel', channel: 'general', tab: undefined, thread: 12 });
  assert.deepEqual(parseAddress(`${place}/34`), { ...parseAddress(place), reply: 34 });
  assert.deepEqual(parseAddress(`${place}/x`), parseAddress(place));
  assert.deepEqual(parseAddress(THREADS), { view: 'threads' });
  for (const bad of ['general/threads', 'general/threads/-1', 'general/threads/x'])
    assert.deepEqual(parseAddress(bad), { view: 'channel', channel: 'general', tab: undefined });
});

test('an address names the settings or an invitation', () => {
  assert.deepEqual(parseAddress(SETTINGS), { view: 'settings' });
  assert.deepEqual(parseAddress('join=abc/d'), { view: 'invitation', code: 'abc/d' });
});
