import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { Ids } from '../resource-ids.ts';
import { LogFile } from './log-file.ts';
import { logsResources } from './logs-resources.ts';
import { groupOf, Logs } from './logs-service.ts';

function unexpected(error: unknown): void {
  assert.fail(String(error));
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'logs-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

async function open(t: TestContext): Promise<{ logs: Logs; clock: ManualClock; path: string }> {
  const path = await folder(t);
  const clock = new ManualClock();
  return { logs: new Logs({ clock, folder: path }), clock, path };
}

test('the messages of a group are read in order', async (t) => {
  const { logs, clock } = await open(t);
  logs.put('/aws/lambda/append', 'one', 'first');
  clock.advance(1_000);
  logs.put('/aws/lambda/append', 'two', 'second');
  assert.deepEqual(await logs.tail('/aws/lambda/append'), [
    { timestamp: '2026-01-01T00:00:00.000Z', stream: 'one', message: 'first' },
    { timestamp: '2026-01-01T00:00:01.000Z', stream: 'two', message: 'second' },
  ]);
});

test('a group is one readable file', async (t) => {
  const { logs, path } = await open(t);
  logs.put('/aws/lambda/append', 'one', 'first');
  await logs.flush();
  assert.equal(await readFile(join(path, '+aws+lambda+append.log'), 'utf8'), '2026-01-01T00:00:00.000Z one first\n');
  assert.equal(logs.path('/aws/lambda/append'), join(path, '+aws+lambda+append.log'));
});

test('only the owner may read a log', { skip: process.platform === 'win32' }, async (t) => {
  const { logs } = await open(t);
  logs.put('group', 'one', 'first');
  await logs.flush();
  assert.equal((await stat(logs.path('group'))).mode & 0o777, 0o600);
});

test('a message with line breaks stays one message and cannot forge another', async (t) => {
  const { logs } = await open(t);
  const message = 'first\n2026-01-01T00:00:00.000Z admin forged\n\tindented';
  logs.put('group', 'a stream', message);
  logs.put('group', 'one', 'next');
  const [first, second, ...more] = await logs.tail('group');
  assert.deepEqual([first?.message, first?.stream, second?.message, more.length], [message, 'a_stream', 'next', 0]);
});

test('after a restart messages are appended to the same file', async (t) => {
  const path = await folder(t);
  for (const message of ['before', 'after']) {
    const logs = new Logs({ clock: new ManualClock(), folder: path });
    logs.put('group', 'one', message);
    await logs.flush();
  }
  const logs = new Logs({ clock: new ManualClock(), folder: path });
  assert.deepEqual(
    (await logs.tail('group')).map(({ message }) => message),
    ['before', 'after'],
  );
});

test('a group named like a path stays in its folder', async (t) => {
  const { logs, path } = await open(t);
  for (const group of ['../outside', '..', '/', 'a\0b', 'x'.repeat(500)]) {
    logs.put(group, 'one', 'kept in');
    assert.equal(join(logs.path(group), '..'), path);
    assert.equal((await logs.tail(group))[0]?.message, 'kept in');
  }
  assert.notEqual(logs.path('a/b'), logs.path('a_b'));
  assert.notEqual(logs.path('x'.repeat(500)), logs.path('x'.repeat(501)));
});

test('a message of more than a megabyte is truncated', async (t) => {
  const { logs } = await open(t);
  logs.put('group', 'one', 'x'.repeat(2_000_000));
  assert.equal((await logs.tail('group'))[0]?.message.length, 1_048_576);
});

test('a full file is rotated, and the one before it is kept', async (t) => {
  const file = new LogFile(join(await folder(t), 'small.log'), unexpected, 30);
  for (const line of ['0123456789\n', 'abcdefghij\n', 'ABCDEFGHIJ\n', 'klmnopqrst\n', 'KLMNOPQRST\n']) {
    file.append(line);
    await file.flush();
  }
  assert.deepEqual(await file.lines(), ['ABCDEFGHIJ', 'klmnopqrst', 'KLMNOPQRST']);
  assert.equal((await stat(file.path)).size, 11);
});

test('many lines of one turn are one write, in order', async (t) => {
  const file = new LogFile(join(await folder(t), 'many.log'), unexpected);
  const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}`);
  for (const line of lines) file.append(`${line}\n`);
  assert.deepEqual(await file.lines(), lines);
});

test('lines beyond what a slow disk can write are dropped and counted', async (t) => {
  const file = new LogFile(join(await folder(t), 'flood.log'), unexpected);
  for (let n = 0; n < 5; n += 1) file.append(`${'x'.repeat(1_000_000)}\n`);
  const lines = await file.lines();
  assert.equal(lines.length, 5);
  assert.match(lines.at(-1) ?? '', /1 lines were dropped/);
});

test('a folder that cannot be written is reported once and stops no caller', async (t) => {
  const path = await folder(t);
  const lines: string[] = [];
  const logs = new Logs({ clock: new ManualClock(), folder: path, say: (line) => lines.push(line) });
  await rm(path, { recursive: true });
  await writeFile(path, 'a file where the folder was');
  for (const message of ['one', 'two']) {
    logs.put('group', 'one', message);
    await logs.flush();
  }
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /group\.log cannot be written: ENOTDIR/);
});

test('the group is found in an ARN with and without its star', () => {
  assert.equal(
    groupOf('arn:aws:logs:us-east-1:000000000000:log-group:/aws/vendedlogs/pipes/x:*'),
    '/aws/vendedlogs/pipes/x',
  );
  assert.equal(groupOf('arn:aws:logs:us-east-1:000000000000:log-group:plain'), 'plain');
});

test('groups, streams and policies of a template support Ref and GetAtt', async (t) => {
  const { logs } = await open(t);
  const ids = new Ids('chat');
  const create = (type: string, properties: object) =>
    logsResources
      .find((kind) => kind.type === type)
      ?.create({ logicalId: 'Log', type, properties: { ...properties }, metadata: {} }, { logs, ids });
  assert.deepEqual(await create('AWS::Logs::LogGroup', { LogGroupName: '/a', RetentionInDays: 7 }), {
    ref: '/a',
    attributes: { Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/a:*' },
    summary: `log ${logs.path('/a')}`,
  });
  assert.match((await create('AWS::Logs::LogGroup', {}))?.ref ?? '', /^chat-Log-[0-9A-Z]{12}$/);
  assert.equal((await create('AWS::Logs::LogStream', { LogStreamName: 's' }))?.ref, 's');
  assert.equal((await create('AWS::Logs::ResourcePolicy', { PolicyName: 'p' }))?.ref, 'p');
  await assert.rejects(async () => create('AWS::Logs::LogGroup', { LogGroupName: 'a b' }), {
    type: 'InvalidParameterException',
  });
});
