// Addresses of the page: channels, their details, settings, invitations.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detailsOf, parseAddress, SETTINGS } from './address.ts';

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

test('an address names the settings or an invitation', () => {
  assert.deepEqual(parseAddress(SETTINGS), { view: 'settings' });
  assert.deepEqual(parseAddress('join=abc/d'), { view: 'invitation', code: 'abc/d' });
});
