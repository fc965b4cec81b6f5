// The content of a push: the text of a message, or what stands for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@parley/chat';
import type { ChannelSettings } from '../db/channel-row.ts';
import { pushMessage } from './push-message.ts';

const message: Message = {
  channel: 'general',
  seq: 3,
  id: 'i',
  timestamp: '2026-11-23T10:00:00.000Z',
  username: 'ann',
  userId: 'ann',
  count: 3,
  kind: 'message',
  message: 'Look  at\nthis',
};
const settings = { name: 'general', kind: 'public', title: 'general' } as ChannelSettings;
const file = (name: string) => ({ fileId: 'f', name, type: 'image/png', size: 1 });
const textOf = (fields: Partial<Message>, showText = true) =>
  pushMessage({ ...message, ...fields }, settings, { isMention: false, showText }).text;

test('a push has the text in one line, or the names of the files of a message without text', () => {
  assert.equal(textOf({}), 'Look at this');
  assert.equal(textOf({ files: [file('a.png')] }), 'Look at this');
  assert.equal(textOf({ message: '', files: [file('a.png'), file('b.pdf')] }), '📎 a.png, b.pdf');
});

test('without permission to show the text, neither text nor names leave the server', () => {
  assert.equal(textOf({}, false), undefined);
  assert.equal(textOf({ message: '', files: [file('secret.pdf')] }, false), undefined);
});
