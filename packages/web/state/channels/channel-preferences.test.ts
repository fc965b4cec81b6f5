// Favourites and muted channels: the newest version counts, and other devices are told of a change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeApi, FakeEvents } from '../../testing/fakes.ts';
import { Preferences } from './channel-preferences.ts';

test('a change is applied, and signalled to the other devices', async () => {
  const deps = { api: new FakeApi(), events: new FakeEvents() };
  const preferences = new Preferences('sub-ann', deps);
  await preferences.change('general', { favourite: true });
  await preferences.change('random', { muted: true });
  assert.deepEqual(deps.api.requests, ['prefer general {"favourite":true}', 'prefer random {"muted":true}']);
  assert.ok(preferences.isFavourite('general') && !preferences.isFavourite('random'));
  assert.ok(preferences.isMuted('random') && !preferences.isMuted('general'));
  assert.deepEqual(deps.events.published[0], { channel: '/signals/users/sub-ann', events: [{ kind: 'list-changed' }] });
});

test('a response that is older than what is known changes nothing', () => {
  const preferences = new Preferences('sub-ann', { api: new FakeApi(), events: new FakeEvents() });
  preferences.apply({ version: 4, favourites: ['general'], mutedChannels: [] });
  preferences.apply({ version: 3, favourites: [], mutedChannels: [] });
  assert.ok(preferences.isFavourite('general'));
});
