// Uploads: what is picked reaches the storage once, in any network, and the messages with files wait for it in their order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referenceTo } from '@parley/chat';
import { WebError } from '../../errors.ts';
import { FakeFileServer, FakeFileTabs } from '../../testing/fake-file-server.ts';
import { anOutboxDeps, FakeApi, FakeTabs, ManualClock, settled } from '../../testing/fakes.ts';
import { Outbox } from '../outbox/outbox.ts';
import { FileUploads, STORED_BYTES_MAX } from './file-uploads.ts';
import { UPLOAD_KEPT_MS } from './files-of-messages.ts';

class Browser {
  readonly tabs = new FakeTabs();
  readonly files = new FakeFileTabs();
  readonly server = new FakeFileServer();
  readonly api = new FakeApi();
  readonly clock = new ManualClock();

  async opensTab() {
    const { clock, api } = this;
    const deps = { ...anOutboxDeps(), clock, api };
    const outbox = new Outbox(
      { ...deps, openOutboxStorage: this.tabs.open },
      { sent: () => undefined, headOf: () => api.log.length },
    );
    const uploads = new FileUploads({
      ...deps,
      api: this.server,
      put: this.server.put,
      outbox,
      openStorage: this.files.open,
    });
    await outbox.open();
    await uploads.open();
    await settled();
    return {
      outbox,
      uploads,
      online: deps.online,
      tray: () => uploads.tray('general').map(({ fileId, state }) => `${fileId}: ${state}`),
      messages: () =>
        outbox.items.value.map(
          (one) => `${one.id.length > 0 && one.kind === 'message' ? one.message : ''}: ${one.state}`,
        ),
      async picks(fileId: string, size = 5, thumbnail = false) {
        await uploads.add(
          {
            fileId,
            channel: 'general',
            name: `${fileId}.png`,
            type: 'image/png',
            size,
            ...(thumbnail && { thumbnail: { size: 2, type: 'image/webp' } }),
          },
          { file: new Blob(['x'.repeat(size)]), ...(thumbnail && { thumbnail: new Blob(['xx']) }) },
        );
        await settled();
      },
      async sends(text: string) {
        outbox.forChannel('general').send(text, undefined, undefined, uploads.tray('general').map(referenceTo));
        await settled();
      },
      close() {
        outbox.close();
        uploads.close();
      },
    };
  }

  get posted(): string[] {
    return this.api.log.map((entry) => (entry.kind === 'message' ? entry.message : entry.kind));
  }
}

const lost = () => new WebError('unreachable', 'The server cannot be reached.');

test('a picked file is uploaded with its thumbnail, and is ready before its message is sent', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  await tab.picks('a', 5, true);
  assert.deepEqual(browser.server.requests, ['create a', 'put a-thumbnail', 'put a', 'complete a']);
  assert.deepEqual(tab.tray(), ['a: uploaded']);
  await tab.sends('look');
  assert.deepEqual([browser.posted, tab.tray(), browser.files.records], [['look'], [], []]);
  assert.equal(browser.files.contents.size, 0);
});

test('a message waits for its files, and later messages of the channel wait for it', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  browser.server.holds();
  await tab.picks('a');
  await tab.sends('');
  await tab.sends('and');
  tab.outbox.forChannel('random').send('elsewhere');
  await settled();
  assert.deepEqual([browser.posted, tab.tray()], [['elsewhere'], []]);
  for (let request = 0; request < 3; request++) {
    await browser.server.releases();
    browser.server.holds();
  }
  await browser.server.releases();
  assert.deepEqual(browser.posted, ['elsewhere', '', 'and']);
  const [, message] = browser.api.log;
  assert.deepEqual((message as { files?: unknown }).files, ['a']);
});

test('after a lost connection only the missing parts of a large file are sent', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  browser.server.statuses.push(200, 0, 200);
  await tab.picks('a', 35);
  assert.deepEqual(browser.server.completed.size, 0);
  browser.server.requests.length = 0;
  await browser.clock.advance(1_000);
  const puts = browser.server.requests.filter((request) => request.startsWith('put'));
  assert.ok(puts.length >= 1 && puts.length <= 2 && puts.includes('put a-2'), puts.join());
  assert.deepEqual([...browser.server.stored.values()].sort(), [10, 10, 10, 5]);
  assert.deepEqual([...browser.server.completed], ['a']);
});

test('a queued upload is continued by the next visit, and its message is sent once', async () => {
  const browser = new Browser();
  const before = await browser.opensTab();
  browser.server.fails(lost());
  await before.picks('a', 25);
  await before.sends('look');
  before.close();
  const after = await browser.opensTab();
  assert.deepEqual([browser.posted, after.messages(), browser.files.records], [['look'], [], []]);
});

test('one tab uploads what another one picks, and both show the same tray', async () => {
  const browser = new Browser();
  const first = await browser.opensTab();
  const second = await browser.opensTab();
  browser.server.holds();
  await second.picks('a');
  assert.deepEqual([first.tray(), second.tray()], [['a: waiting'], ['a: waiting']]);
  first.close();
  await settled();
  assert.deepEqual(browser.server.requests, ['create a', 'create a']);
  for (let request = 0; request < 4; request++) await browser.server.releases();
  await second.sends('look');
  assert.deepEqual([browser.posted, second.tray()], [['look'], []]);
});

test('an expired address is replaced, and a stored object counts as sent', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  browser.server.statuses.push(403, 412);
  await tab.picks('a');
  await browser.clock.advance(1_000);
  assert.deepEqual(browser.server.requests, ['create a', 'put a', 'create a', 'put a', 'complete a']);
  assert.deepEqual(tab.tray(), ['a: uploaded']);
});

test('a file that the server rejects fails its message with the reason, and is uploaded again on a retry', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  browser.server.fails(new WebError('refused', 'No more files today.'));
  await tab.picks('a');
  assert.deepEqual([tab.tray(), tab.uploads.records.value[0]?.problem], [['a: failed'], 'No more files today.']);
  await tab.sends('look');
  await tab.sends('not after it');
  const [item] = tab.outbox.items.value;
  assert.deepEqual([item?.state, item?.problem], ['failed', 'a.png: No more files today.']);
  assert.deepEqual(browser.posted, ['not after it']);
  tab.outbox.retry(item?.id ?? '');
  await settled();
  assert.deepEqual([browser.posted, tab.messages()], [['not after it', 'look'], []]);
});

test('a user who must wait for another day reads so, and nothing is retried meanwhile', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  browser.server.fails(
    new WebError('failing', 'Your uploads of today are used up.', { status: 429, retryAfterMs: 3_600_000 }),
  );
  await tab.picks('a');
  assert.deepEqual(tab.tray(), ['a: failed']);
  await tab.uploads.retry('a');
  await settled();
  assert.deepEqual(tab.tray(), ['a: uploaded']);
});

test('a removed file is not uploaded further, and nothing of it is kept', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  browser.server.holds();
  await tab.picks('a', 35);
  await tab.uploads.remove('a');
  await browser.server.releases();
  assert.deepEqual([tab.tray(), browser.files.contents.size, browser.server.completed.size], [[], 0, 0]);
});

test('a discarded message leaves nothing behind', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  browser.server.fails(lost());
  await tab.picks('a');
  await tab.sends('look');
  tab.outbox.discard(tab.outbox.items.value[0]?.id ?? '');
  await settled();
  assert.deepEqual([browser.files.records, browser.files.contents.size], [[], 0]);
  await browser.clock.advance(60_000);
  assert.equal(browser.server.completed.size, 0);
});

test('offline nothing is sent, and online again everything is', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  tab.online.value = false;
  await tab.picks('a');
  await tab.sends('look');
  assert.deepEqual([browser.server.requests, tab.messages()], [[], ['look: queued']]);
  tab.online.value = true;
  await settled();
  assert.deepEqual([browser.posted, tab.messages()], [['look'], []]);
});

test('a browser without room, and a user who piles up files, read so', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  browser.files.isFull();
  await assert.rejects(tab.picks('a'), /no room to keep a\.png/);
  assert.deepEqual(tab.tray(), []);
  const large = { fileId: 'b', channel: 'general', name: 'b', type: 'x/y', size: STORED_BYTES_MAX + 1 };
  await assert.rejects(tab.uploads.add(large, { file: new Blob() }), /Too many files are waiting/);
});

test('a message whose file the browser has deleted fails with that reason', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  tab.online.value = false;
  await tab.picks('a');
  await tab.sends('look');
  browser.files.contents.clear();
  tab.online.value = true;
  await settled();
  assert.match(tab.outbox.items.value[0]?.problem ?? '', /a\.png is no longer in this browser/);
});

test('a file that was uploaded a day before its message is uploaded again', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  await tab.picks('a');
  await browser.clock.advance(UPLOAD_KEPT_MS + 1);
  browser.server.requests.length = 0;
  await tab.sends('look');
  assert.deepEqual(browser.server.requests, ['create a', 'put a', 'complete a']);
  assert.deepEqual(browser.posted, ['look']);
});

test('signing out removes what no message was sent with, and keeps the files of messages', async () => {
  const browser = new Browser();
  const tab = await browser.opensTab();
  tab.online.value = false;
  await tab.picks('a');
  await tab.sends('look');
  await tab.picks('b');
  await tab.uploads.clearTrays();
  assert.deepEqual([...browser.files.contents.keys()], ['a']);
});
