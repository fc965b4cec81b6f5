// The redrive command republishes dead letters of the pipe.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../harness/assembly.ts';
import { Laptop, respondWith } from '../harness/laptop.ts';
import { RUNNING } from '../harness/running-file.ts';
import { TestUser } from '../harness/test-user.ts';
import { readRecords } from '../operator/dead-letters.ts';

const MINUTE = 60_000;
const CLOCK_STEP_MS = 50;

/** Runs the command; `code` is its exit status. */
function runRedrive(laptop: Laptop, ...options: string[]): Promise<{ code: number; lines: string[] }> {
  writeFileSync(join(laptop.data, RUNNING), JSON.stringify({ outputs: laptop.engine.outputs }));
  // The command waits for the queue in real time, so the manual clock follows it.
  const clockTimer = setInterval(() => laptop.clock.advance(CLOCK_STEP_MS), CLOCK_STEP_MS);
  const ran = new Promise<{ code: number; lines: string[] }>((resolve) => {
    const args = [join(ROOT, 'bin/redrive.ts'), '--data', laptop.data, ...options];
    const child = execFile(process.execPath, args, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? 1, lines: `${stdout}${stderr}`.trim().split('\n') }),
    );
  });
  return ran.finally(() => clearInterval(clockTimer));
}

/** Whether a request of the pipe contains a message with this text. */
function contains(body: string | Buffer, text: string): boolean {
  const [event] = (JSON.parse(String(body)) as { events: [string] }).events;
  return JSON.parse(Buffer.from(JSON.parse(event), 'base64').toString()).message === text;
}

/** An engine whose AppSync rejects the text `poison`, with one such message in its dead-letter queue. */
async function withDeadLetter() {
  const laptop = await Laptop.open();
  const ann = await TestUser.signsIn(laptop, 'ann');
  laptop.intercept = async ({ body }, forward) => (contains(body, 'poison') ? respondWith(400) : forward());
  await ann.says('general', 'poison');
  await laptop.advanceUntil('the message is a dead letter', () => laptop.deadLetters === 1, 21 * MINUTE);
  laptop.intercept = undefined;
  return { laptop, ann };
}

test('24: a message that AppSync never accepts blocks its own lane for at most twenty minutes, and no other lane', async () => {
  await using laptop = await Laptop.open();
  const ann = await TestUser.signsIn(laptop, 'ann');
  const channels = Array.from({ length: 20 }, (_, index) => `channel-${index}`);
  for (const name of channels) await ann.requests('POST', '/channels', { name });
  const delivered: string[] = [];
  laptop.engine.onPublished(({ channel }) => delivered.push(channel.split('/').at(-1) ?? ''));
  laptop.intercept = async ({ body }, forward) => (contains(body, 'poison') ? respondWith(400) : forward());

  await ann.says('general', 'poison');
  // Records of the same lane and second expire with it and can be redriven; this test is about the others.
  await laptop.advance(1_000);
  for (const name of channels) await ann.says(name, 'hello');
  await laptop.until('14 of 20 channels are delivered at once; there are ten lanes', () => delivered.length >= 14);
  await laptop.advance(29_000);
  await ann.says('general', 'after it');
  await laptop.advance(20 * MINUTE - 30_000);
  await laptop.until('the rest is delivered', () => delivered.includes('general'));
  await laptop.until('no record is waiting', () => laptop.pipe.waiting === 0);
  assert.equal(laptop.deadLetters, 1);
  assert.deepEqual([...new Set(delivered)].sort(), ['general', ...channels].sort());
  assert.equal((await ann.reads('general')).body.entries.length, 2, 'the log has both');
});

test('a redriven dead letter is delivered to its subscribers, and the queue is empty', async () => {
  const { laptop, ann } = await withDeadLetter();
  await using _ = laptop;
  using subscription = await ann.subscribes('general');

  const shown = await runRedrive(laptop, '--dry-run');
  assert.deepEqual(shown, { code: 0, lines: ['would redrive #general 1', '1 to redrive, 0 lost, 0 dropped, 0 kept.'] });
  assert.equal(laptop.deadLetters, 1);
  assert.equal(subscription.events.length, 0);

  const done = await runRedrive(laptop);
  assert.deepEqual(done, { code: 0, lines: ['redriven #general 1', '1 redriven, 0 lost, 0 dropped, 0 kept.'] });
  const [entry] = await subscription.receives(1);
  assert.ok(entry?.kind === 'message' && entry.message === 'poison');
  assert.equal(laptop.deadLetters, 0);
  assert.deepEqual((await runRedrive(laptop)).lines, ['0 redriven, 0 lost, 0 dropped, 0 kept.']);
});

test('a dead letter that AppSync still rejects stays in the queue', async () => {
  const { laptop } = await withDeadLetter();
  await using _ = laptop;
  for (const { id } of laptop.keys?.all ?? []) await laptop.keys?.delete(id);
  const { code, lines } = await runRedrive(laptop);
  assert.equal(code, 1);
  assert.match(lines[0] ?? '', /^kept [0-9a-f-]+: the Event API has no API key/);
  assert.equal(laptop.deadLetters, 1);
});

test('a dead letter whose record has expired is reported, and deleted only with the option for it', async () => {
  const { laptop } = await withDeadLetter();
  await using _ = laptop;
  await laptop.stop();
  laptop.clock.advance(25 * 60 * MINUTE);
  await laptop.start();
  // After a start the engine deletes nothing for ten minutes: its clock may be wrong.
  laptop.clock.advance(11 * MINUTE);
  await laptop.advance(10_000);
  const reported = await runRedrive(laptop);
  assert.equal(reported.code, 1);
  assert.match(
    reported.lines[0] ?? '',
    /^lost [0-9a-f-]+: its record is older than 24 hours.* --drop-lost deletes the letter\.$/,
  );
  assert.equal(laptop.deadLetters, 1);
  const dropped = await runRedrive(laptop, '--drop-lost');
  assert.equal(dropped.lines.at(-1), '0 redriven, 0 lost, 1 dropped, 0 kept.');
  assert.equal(laptop.deadLetters, 0);
});

test('the command prints its usage, and reports when no Parley runs', async () => {
  await using laptop = await Laptop.open();
  const { lines } = await runRedrive(laptop, '--help');
  assert.match(lines.join('\n'), /--dry-run .*--drop-lost .*appsync:ListApiKeys/s);
  const nowhere = await runRedrive(laptop, '--data', join(laptop.data, 'nowhere'));
  assert.deepEqual(nowhere.code, 1);
  assert.match(nowhere.lines[0] ?? '', /No Parley is running with .*Start it with npm start/);
});

test('an empty page of a shard is not its end: the record on a later page is found, and is never called lost', async () => {
  const record = (SequenceNumber: string) => ({ dynamodb: { SequenceNumber } });
  const streamOf = (...pages: { Records: unknown[]; NextShardIterator?: string }[]) => ({
    send: async (command: { input: { ShardIterator?: string } }) => pages[Number(command.input.ShardIterator)],
  });
  const read = (streams: object) => readRecords(streams as Parameters<typeof readRecords>[0], '0', '12');
  const later = streamOf(
    { Records: [], NextShardIterator: '1' },
    { Records: [record('11')], NextShardIterator: '2' },
    { Records: [record('12'), record('13')], NextShardIterator: '3' },
  );
  assert.deepEqual(await read(later), [record('11'), record('12')]);
  assert.deepEqual(await read(streamOf({ Records: [] })), [], 'a closed shard without it');
  await assert.rejects(read(streamOf({ Records: [], NextShardIterator: '0' })), /20 pages without its record/);
});
