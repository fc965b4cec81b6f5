import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { LogFile } from './log-file.ts';

async function logPath(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'log-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'group.log');
}

function unexpected(error: unknown): void {
  assert.fail(String(error));
}

test('a file that was never written has no lines', async (t) => {
  assert.deepEqual(await new LogFile(await logPath(t), unexpected).lines(), []);
});

test('lines of many turns are in order', async (t) => {
  const file = new LogFile(await logPath(t), unexpected);
  for (let n = 0; n < 50; n += 1) {
    file.append(`${n}\n`);
    if (n % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(
    await file.lines(),
    Array.from({ length: 50 }, (_, n) => String(n)),
  );
});

test('lines from before a restart count towards the size', async (t) => {
  const path = await logPath(t);
  await appendFile(path, 'x'.repeat(25));
  const file = new LogFile(path, unexpected, 30);
  file.append('0123456789\n');
  await file.flush();
  assert.equal(await readFile(path, 'utf8'), '0123456789\n');
  assert.equal(await readFile(file.olderPath, 'utf8'), 'x'.repeat(25));
});

test('a line longer than the limit is written all the same', async (t) => {
  const file = new LogFile(await logPath(t), unexpected, 5);
  file.append('0123456789\n');
  file.append('abcdefghij\n');
  assert.deepEqual(await file.lines(), ['0123456789', 'abcdefghij']);
});

test('the files of a group never exceed twice the limit and a line', async (t) => {
  const file = new LogFile(await logPath(t), unexpected, 1_000);
  for (let n = 0; n < 500; n += 1) {
    file.append(`line ${n}\n`);
    if (n % 10 === 0) await file.flush();
  }
  const lines = await file.lines();
  assert.ok(lines.join('\n').length <= 2_000);
  assert.equal(lines.at(-1), 'line 499');
});

test('after a failed write later lines are written', async (t) => {
  const path = await logPath(t);
  const failures: unknown[] = [];
  const file = new LogFile(join(path, 'below a file', 'x.log'), (error) => failures.push(error));
  file.append('lost\n');
  await file.flush();
  file.append('lost too\n');
  await file.flush();
  assert.equal(failures.length, 1);
  assert.deepEqual(await file.lines(), []);
});
