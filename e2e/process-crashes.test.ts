// Crashes and shutdowns of the whole Parley, and a full disk: acknowledged messages remain, without manual repair.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { logPath, newId, PART_SIZE } from '@parley/chat';
import { Peer } from '@parley/wire/conformance';
import { ROOT } from '../harness/assembly.ts';
import { BrowserWindow, launchBrowser } from '../harness/browser-window.ts';
import { sampled } from '../harness/exhaustive.ts';
import { FileSender } from '../harness/file-sender.ts';
import { HIGH_MESSAGE_RATE } from '../harness/parley-process.ts';
import { RUNNING } from '../harness/running-file.ts';
import { openParleySuite } from '../harness/test-suite.ts';
import { TestUser, textsOf } from '../harness/test-user.ts';
import { until } from '../harness/until.ts';
import { SeededRandom } from '../simulator/determinism/seeded-random.ts';

const runFile = promisify(execFile);

/** The seed of the moments of the kills. */
const SEED = 20_260_101;

const CHANNELS = sampled(4, 10);
const SENDERS_OF_EACH = 2;
const MESSAGES_OF_EACH = sampled(15, 40);
const KILLS = sampled(2, 3);

const { parley, users } = await openParleySuite(['ann', 'bob'], ...HIGH_MESSAGE_RATE);
const [ann, bob] = users;

/** Channels of Ann for one test. */
async function createChannels(count: number): Promise<string[]> {
  const channels: string[] = [];
  while (channels.length < count) channels.push(await ann.createsChannel());
  return channels;
}

test('after kills under load every acknowledged message is stored once without a gap, and all subscribers reconnect', async (t) => {
  const channels = await createChannels(CHANNELS);
  const random = new SeededRandom(SEED).draw;
  const all = CHANNELS * SENDERS_OF_EACH * MESSAGES_OF_EACH;
  const kills = Array.from({ length: KILLS }, () => Math.floor(all * (0.05 + 0.85 * random()))).sort((a, b) => a - b);
  const acknowledged = new Map<string, { channel: string; seq: number }>();
  const subscription = await Promise.all(channels.map((channel) => ann.subscribes(channel)));
  t.after(() => subscription.forEach((one) => void one[Symbol.dispose]()));

  let back = Promise.resolve();
  let repeated = 0;
  const killedWhenDue = () => {
    if (acknowledged.size < (kills[0] ?? Number.POSITIVE_INFINITY)) return;
    kills.shift();
    back = parley.kill().then(async () => {
      const killed = performance.now();
      await parley.start();
      t.diagnostic(`back after ${Math.round(performance.now() - killed)} ms, with ${acknowledged.size} acknowledged`);
    });
  };
  const send = async (channel: string, sender: number) => {
    for (let n = 1; n <= MESSAGES_OF_EACH; n += 1) {
      const id = newId();
      for (;;) {
        const answer = await ann.says(channel, `${sender}/${n}`, id).catch(() => undefined);
        if (answer && answer.status < 300) {
          acknowledged.set(id, { channel, seq: answer.body.seq });
          break;
        }
        assert.ok(answer === undefined || answer.status >= 500, `refused for good with ${answer?.status}`);
        repeated += 1;
        await back;
      }
      killedWhenDue();
    }
  };
  const began = performance.now();
  await Promise.all(
    channels.flatMap((channel) => Array.from({ length: SENDERS_OF_EACH }, (_, sender) => send(channel, sender))),
  );
  await back;
  const seconds = (performance.now() - began) / 1000;
  t.diagnostic(`${all} messages in ${seconds.toFixed(1)} s, ${repeated} sent again, ${KILLS} kills`);

  for (const [index, channel] of channels.entries()) {
    const received = subscription[index];
    await received?.live();
    const last = await ann.says(channel, 'the last one');
    const entries = await ann.readsAll(channel);
    const { length } = entries;
    assert.equal(length, SENDERS_OF_EACH * MESSAGES_OF_EACH + 1, 'none is lost and none is there twice');
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      Array.from({ length }, (_, at) => at + 1),
    );
    const seqOf = new Map(entries.map(({ id, seq }) => [id, seq]));
    for (const [id, stored] of acknowledged)
      if (stored.channel === channel) assert.equal(seqOf.get(id), stored.seq, 'what was answered is what is there');
    for (let sender = 0; sender < SENDERS_OF_EACH; sender += 1)
      assert.deepEqual(
        textsOf(entries).filter((words) => words.startsWith(`${sender}/`)),
        Array.from({ length: MESSAGES_OF_EACH }, (_, at) => `${sender}/${at + 1}`),
      );
    for (let count = 1; !received?.events.some(({ id }) => id === last.body.id); count += 1)
      await received?.receives(count);
    for (const event of received?.events ?? []) assert.deepEqual(event, entries[event.seq - 1]);
  }
});

test('after a kill every stored file is there with its bytes, and an upload in parts continues', async () => {
  const [channel = ''] = await createChannels(1);
  const sender = new FileSender(ann, await FileSender.configOf(parley.addresses.page));
  const small = await sender.uploads(channel, { bytes: Buffer.from('kept') });
  const bytes = Buffer.alloc(16 * 1024 * 1024 + 1, 'Parley ');
  const file = { fileId: newId(), name: 'film.mp4', type: 'video/mp4', size: bytes.length };
  assert.equal((await sender.announces(channel, file)).status, 201);
  const putParts = async (count: number) => {
    const { body } = await sender.parts(channel, file.fileId, `?count=${count}`);
    for (const { part, ...signed } of body.urls)
      assert.equal((await sender.puts(signed, bytes.subarray((part - 1) * PART_SIZE, part * PART_SIZE))).status, 200);
    return body.stored.map(({ part }) => part);
  };
  await putParts(1);
  await parley.kill();
  await parley.start();
  assert.deepEqual(await putParts(50), [1], 'the part from before is not sent again');
  assert.equal((await sender.completes(channel, file.fileId)).status, 200);
  for (const { fileId, content } of [
    { fileId: small.fileId, content: Buffer.from('kept') },
    { fileId: file.fileId, content: bytes },
  ]) {
    const { body: link } = await sender.links(channel, fileId);
    assert.ok(Buffer.from(await (await sender.loads(link)).arrayBuffer()).equals(content));
  }
});

test('on SIGTERM under load Parley completes pending requests, closes each socket and exits within five seconds', async (t) => {
  const channels = await createChannels(6);
  const host = new URL(parley.addresses.eventsHttp).host;
  const header = Buffer.from(JSON.stringify({ host, Authorization: ann.token })).toString('base64url');
  const peer = await new Peer(parley.addresses.eventsRealtime, ['aws-appsync-event-ws', `header-${header}`]).opened();
  peer.send(
    JSON.stringify({
      type: 'subscribe',
      id: '1',
      channel: logPath(channels[0] ?? ''),
      authorization: { host, Authorization: ann.token },
    }),
  );
  await peer.receives({ id: '1', type: 'subscribe_success' });

  const acknowledged = new Map<string, string>();
  let ending: Promise<number | null> | undefined;
  let asked = 0;
  let askedAt = 0;
  const statuses: number[] = [];
  await Promise.all(
    channels.map(async (channel) => {
      while (!ending) {
        const id = newId();
        // Rejects if the connection breaks: pending requests must get a response.
        const { status } = await ann.says(channel, 'hello', id);
        statuses.push(status);
        if (status === 201) acknowledged.set(id, channel);
        if (acknowledged.size >= 60 && !ending) {
          askedAt = performance.now();
          asked = statuses.length;
          ending = parley.stop();
        }
      }
    }),
  );
  assert.equal(await ending, 0);
  const took = performance.now() - askedAt;
  t.diagnostic(
    `gone after ${Math.round(took)} ms; meanwhile answered: ${statuses.slice(asked).join(' ') || 'nothing'}`,
  );
  assert.ok(took < 5_000, `${took} ms`);
  assert.equal(await peer.closed(), 1001);
  for (const status of statuses) assert.ok(status === 201 || status === 503, `answered with ${status}`);

  await parley.start();
  const stored = new Set<string>();
  for (const channel of channels) for (const { id } of await ann.readsAll(channel)) stored.add(id);
  for (const id of acknowledged.keys()) assert.ok(stored.has(id));
});

test('while the disk is full messages are rejected as retryable, the history is readable, and posting works once there is space', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const [channel = ''] = await createChannels(1);
  const mayWrite = (bytes: number | 'unlimited') =>
    runFile('prlimit', ['--pid', String(parley.pid), `--fsize=${bytes}:unlimited`]);
  const said: string[] = [];
  for (let n = 1; n <= 3; n += 1) {
    assert.equal((await ann.says(channel, `before ${n}`)).status, 201);
    said.push(`before ${n}`);
  }
  const browser = await launchBrowser();
  t.after(() => browser.close());
  await bob.joins(channel);
  const window = await BrowserWindow.signedIn(browser, parley, 'bob');
  await window.goesTo(channel);
  const journal = join(parley.data, readdirSync(parley.data).find((name) => name.startsWith('journal.')) ?? '');
  // From here on the kernel rejects growth of the journal in the middle of a write, as a full disk does.
  await mayWrite(statSync(journal).size + 100);
  const id = newId();
  const refused = await ann.requests<{ code: string; message: string }>('POST', `/channels/${channel}/messages`, {
    id,
    after: 0,
    message: 'too much',
  });
  assert.deepEqual(refused, {
    status: 503,
    body: { code: 'unavailable', message: 'Parley is unavailable at the moment. Try again.' },
  });
  assert.deepEqual(textsOf(await ann.readsAll(channel)), said, 'what was refused is not there');
  await assert.rejects(TestUser.signsIn(parley, 'new-user'));
  assert.match(parley.output, /The data folder .* cannot be used \(EFBIG\); nothing is stored until this is fixed/);
  assert.doesNotMatch(parley.output, /\n {4}at /, 'the output is a sentence without a stack trace');

  await window.says('typed in vain');
  await window.page.getByText(/Parley is unavailable at the moment\. Sending again in \d+ s\./).waitFor();
  const onThePage = await window.page.locator('body').innerText();
  for (const inside of [parley.data, 'EFBIG', 'journal', 'Error:']) assert.ok(!onThePage.includes(inside), inside);

  await mayWrite('unlimited');
  assert.equal((await ann.says(channel, 'too much', id)).status, 201);
  assert.equal((await ann.says(channel, 'after')).status, 201);
  await TestUser.signsIn(parley, 'new-user');
  assert.match(parley.output, /accepts writes again/);
  await mayWrite(statSync(journal).size + 100);
  assert.equal((await ann.says(channel, 'too much again')).status, 503);
  assert.equal(await parley.stop(), 0, 'it ends in good order also then');
  const stoppedBytes = statSync(journal).size;
  await parley.start();
  assert.equal(statSync(journal).size, stoppedBytes, 'a start writes nothing, so that it needs no space');
  assert.deepEqual(textsOf(await ann.readsAll(channel)), [...said, 'too much', 'after']);
});

test('npm start that is killed leaves no engine behind', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'parley-killed-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  // Once npm itself, from which a shell separates the command, and once the command that has started the engine.
  for (const command of [
    ['npm', 'start', '--'],
    [process.execPath, join(ROOT, 'bin/run.mjs'), 'start'],
  ]) {
    const [file = '', ...args] = command;
    const child = spawn(file, [...args, '--json', '--port', '0', '--data', data], { cwd: ROOT, stdio: 'ignore' });
    t.after(() => child.kill());
    const running = join(data, RUNNING);
    await until('the engine runs', () => existsSync(running));
    const { page } = JSON.parse(readFileSync(running, 'utf8')) as { page: string };
    child.kill('SIGKILL');
    await until('the engine has stopped in good order', () => !existsSync(running));
    const isServed = async () => (await fetch(page).catch(() => undefined)) !== undefined;
    await until('the port is free', async () => !(await isServed()));
  }
});
