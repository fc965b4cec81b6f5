// The sidebar's sections: sorted by titles, unread first or not, and without the counts of muted channels.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aChannel } from '../../testing/fakes.ts';
import { countedMessages, type SidebarContent, sectionsOf } from './sidebar-sections.ts';

const read = (name: string, title: string, fields = {}) =>
  aChannel(name, 5, { title, readSeq: 5, readCount: 5, ...fields });

const CONTENT: SidebarContent = {
  channels: [
    read('p-zz', 'álbum', { kind: 'private' }),
    read('design', 'Zebra'),
    aChannel('room-10', 3, { title: 'Room 10' }),
    read('room-9', 'room 9'),
    read('d-1', '', { kind: 'direct', title: 'Bob' }),
    aChannel('loud', 9, { title: 'Loud' }),
  ],
  titleOf: ({ title }) => title,
  mentions: () => 0,
  isFavourite: (name) => name === 'design',
  isMuted: (name) => name === 'loud',
  order: 'name',
  language: 'en',
};

const titles = (content: Partial<SidebarContent>) =>
  Object.values(sectionsOf({ ...CONTENT, ...content })).map((section) => section.map(({ title }) => title));

test('channels are sorted by their titles, as the language of the reader sorts them', () => {
  assert.deepEqual(titles({}), [['Zebra'], ['álbum', 'Loud', 'room 9', 'Room 10'], ['Bob']]);
});

test('channels with unread messages come first, if the user wants that; a muted one only when it mentions the user', () => {
  assert.deepEqual(titles({ order: 'unread' })[1], ['Room 10', 'álbum', 'Loud', 'room 9']);
  const mentions = (name: string) => (name === 'loud' ? 1 : 0);
  assert.deepEqual(titles({ order: 'unread', mentions })[1], ['Loud', 'Room 10', 'álbum', 'room 9']);
});

test('in a muted channel only mentions are counted', () => {
  const muted = sectionsOf({ ...CONTENT, mentions: () => 2 }).channels.find(({ channel }) => channel.name === 'loud');
  assert.deepEqual([muted?.unread, muted?.mentions], [0, 2]);
  const channel = aChannel('loud', 9);
  assert.deepEqual([countedMessages(channel, 2, true), countedMessages(channel, 2, false)], [2, 9]);
});

test('numbers in titles are sorted by their values', () => {
  const channels = Array.from({ length: 300 }, (_, index) => read(`c-${index}`, `Channel ${(index * 7) % 300}`));
  assert.equal(sectionsOf({ ...CONTENT, channels }).channels[299]?.title, 'Channel 299');
});
