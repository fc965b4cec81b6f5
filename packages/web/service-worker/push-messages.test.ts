// What the service worker shows of a push, and what a click opens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openClicked, showPush } from './push-messages.ts';
import type { NotificationEvent, PushEvent, WorkerClient } from './worker-scope.ts';

const PUSH = {
  channel: 'design',
  kind: 'public',
  title: 'Design',
  seq: 7,
  author: 'bob',
  isMention: true,
  text: 'Hello @ann',
};

function scene(pages: { visibilityState: string }[] = []) {
  const shown: { title: string; tag?: string; body?: string; data: unknown }[] = [];
  const opened: string[] = [];
  const messages: unknown[] = [];
  const clients = pages.map((page) => ({
    ...page,
    postMessage: (message: unknown) => void messages.push(message),
    focus: async () => undefined,
  })) as unknown as WorkerClient[];
  const deps = {
    base: 'https://chat.example/',
    navigator: { languages: [], setAppBadge: async () => undefined },
    clients: {
      claim: async () => undefined,
      matchAll: async () => clients,
      openWindow: async (address: string) => void opened.push(address),
    },
    registration: {
      showNotification: async (title: string, options: object) => void shown.push({ title, ...options } as never),
      getNotifications: async ({ tag }: { tag?: string } = {}) =>
        shown.filter((one) => tag === undefined || one.tag === tag) as unknown as Notification[],
    },
  };
  const push = (content: unknown = PUSH) => showPush({ data: { json: () => content } } as PushEvent, deps);
  const click = (data: unknown) =>
    openClicked({ notification: { data, close: () => undefined } } as unknown as NotificationEvent, deps);
  return { shown, opened, messages, push, click };
}

test('a push is shown with its author, channel and text, once', async () => {
  const { push, shown } = scene([{ visibilityState: 'hidden' }]);
  await push();
  await push();
  assert.deepEqual(
    shown.map(({ title, body, tag, data }) => [title, body, tag, data]),
    [['bob · #Design', 'Hello @ann', 'design', { channel: 'design', seq: 7 }]],
  );
});

test('a reply in a thread has a notification of its own, which opens the thread', async () => {
  const { push, shown } = scene();
  await push();
  await push({ ...PUSH, seq: 9, thread: 7, text: 'Really?' });
  await push({ ...PUSH, seq: 10, thread: '7' });
  assert.deepEqual(
    shown.map(({ tag, data }) => [tag, data]),
    [
      ['design', { channel: 'design', seq: 7 }],
      ['design/threads/7', { channel: 'design', seq: 9, thread: 7 }],
      ['design', { channel: 'design', seq: 10 }],
    ],
  );
  const open = scene([{ visibilityState: 'hidden' }]);
  await open.click({ channel: 'design', thread: 7 });
  assert.deepEqual(open.messages, [{ kind: 'open-channel', channel: 'design', thread: 7 }]);
  const closed = scene();
  await closed.click({ channel: 'design', thread: 7 });
  await closed.click({ channel: 'design', thread: '7/../x' });
  assert.deepEqual(closed.opened, ['https://chat.example/#design/threads/7', 'https://chat.example/#design']);
});

test('a direct message is titled by its author, and a text that was kept out is not replaced', async () => {
  const { push, shown } = scene();
  const { text, ...withoutText } = PUSH;
  await push({ ...withoutText, kind: 'direct' });
  assert.deepEqual([shown[0]?.title, shown[0]?.body], ['bob', '']);
});

test('nothing is shown while a page is visible, or for a push that is not one', async () => {
  const visible = scene([{ visibilityState: 'visible' }]);
  await visible.push();
  assert.deepEqual(visible.shown, []);
  const { push, shown } = scene();
  for (const content of [null, {}, { ...PUSH, seq: 'x' }]) await push(content);
  assert.deepEqual(shown, []);
});

test('a click opens the channel in a page that is open, or in a new one', async () => {
  const open = scene([{ visibilityState: 'hidden' }]);
  await open.click({ channel: 'design' });
  assert.deepEqual([open.messages, open.opened], [[{ kind: 'open-channel', channel: 'design' }], []]);
  const closed = scene();
  await closed.click({ channel: 'design/2' });
  await closed.click({});
  assert.deepEqual(closed.opened, ['https://chat.example/#design%2F2']);
});
