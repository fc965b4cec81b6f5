// Which channels there are, and what is unread: head minus seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aChannel, anEntry, FakeApi, FakeEvents } from '../test/world.ts';
import { Channels } from './channels.ts';

function story(kept: Record<string, string> = {}) {
  const shelf = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
  };
  const api = new FakeApi();
  const events = new FakeEvents();
  return { api, events, kept, channels: new Channels('sub-ann', { api, events, shelf }) };
}

test('on the first visit nothing is unread; from then on every new message is', async () => {
  const { api, channels } = story();
  api.list = [aChannel('general', 1000)];
  await channels.load();
  assert.equal(channels.unread('general'), 0);
  api.list = [aChannel('general', 1003), aChannel('new', 2)];
  await channels.load();
  assert.equal(channels.unread('general'), 3);
  assert.equal(channels.unread('new'), 2);
});

test('what was seen stays seen after a reload, for this person', async () => {
  const { api, channels, kept } = story();
  api.list = [aChannel('general', 5)];
  await channels.load();
  channels.toldHead('general', 8);
  channels.saw('general', 7);
  const again = story(kept);
  again.api.list = [aChannel('general', 8)];
  await again.channels.load();
  assert.equal(again.channels.unread('general'), 1);
});

test('marks that were damaged are begun anew', async () => {
  for (const damaged of ['', '{', '[]', 'null', '{"general":"x"}']) {
    const { api, channels } = story({ 'parley.seen.sub-ann': damaged });
    api.list = [aChannel('general', 5)];
    await channels.load();
    assert.ok(Number.isSafeInteger(channels.unread('general')));
  }
});

test('a head never goes back, also when an older list arrives late', async () => {
  const { api, channels } = story();
  api.list = [aChannel('general', 5)];
  await channels.load();
  channels.toldHead('general', 9);
  channels.toldHead('general', 7);
  await channels.load();
  assert.equal(channels.unread('general'), 4);
});

test('channels that are not open are heard, so that their unread count moves at once', async () => {
  const { api, channels, events } = story();
  api.list = ['general', 'random', 'tech'].map((name) => aChannel(name, 0));
  await channels.load();
  channels.listen('general');
  assert.deepEqual(events.paths, ['/serverlesschat/channels/random', '/serverlesschat/channels/tech']);
  await events.says('/serverlesschat/channels/tech', anEntry(1, { channel: 'tech' }), { strange: true });
  assert.equal(channels.unread('tech'), 1);
  channels.listen('tech');
  assert.deepEqual(events.paths, ['/serverlesschat/channels/random', '/serverlesschat/channels/general']);
});

test('a bad name is refused with a sentence before anything is asked', async () => {
  const { api, channels } = story();
  await assert.rejects(channels.create('Bad Name!'), /"Bad Name!" is not a channel's name/);
  assert.deepEqual(api.asked, []);
  assert.equal(await channels.create('design'), 'design');
  assert.deepEqual(channels.list.value, [aChannel('design', 0)]);
});
