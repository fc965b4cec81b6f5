// The store and other processes: one process at a time, and a process that is killed.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { lockAddress, lockFolder } from './folder-lock.ts';
import { Store } from './store.ts';

async function aFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-processes-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Another process that runs `code`, in which `Store` and `folder` are defined. */
function startProcess(t: TestContext, folder: string, code: string): ChildProcess & { lines: AsyncIterator<string> } {
  const script = `const { Store } = await import(${JSON.stringify(import.meta.resolve('./store.ts'))});
    const folder = ${JSON.stringify(folder)}; ${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  return Object.assign(child, { lines });
}

test('a second process on the same data folder is rejected until the first one has ended', async (t) => {
  const folder = await aFolder(t);
  const child = startProcess(t, folder, `await Store.open(folder); console.log('open'); setInterval(() => {}, 1000);`);
  assert.equal((await child.lines.next()).value, 'open');
  await assert.rejects(Store.open(folder), {
    code: 'data-in-use',
    message: /Another process is using the data folder/,
  });
  const link = `${folder}-link`;
  await symlink(folder, link);
  t.after(() => rm(link));
  await assert.rejects(Store.open(link), { code: 'data-in-use' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = await Store.open(folder);
  await assert.rejects(Store.open(folder), { code: 'data-in-use' });
  await store.close();
});

test('every change that was acknowledged before kill -9 is stored after it', async (t) => {
  const folder = await aFolder(t);
  const child = startProcess(
    t,
    folder,
    `const store = await Store.open(folder, { compactFrom: 20_000 });
     for (let n = 0; ; n++) {
       const done = [0, 1, 2].map((lane) => store.commit([
         { bucket: 'a', key: String(n % 500) + '/' + lane, value: n }, { bucket: 'b', key: String(n % 500) + '/' + lane, value: n }]));
       await Promise.all(done);
       process.stdout.write(n + '\\n');
     }`,
  );
  let acknowledged = -1;
  for (let line = await child.lines.next(); !line.done; line = await child.lines.next()) {
    acknowledged = Number(line.value);
    if (acknowledged === 1500) child.kill('SIGKILL');
  }
  assert.ok(acknowledged >= 1500);
  const store = await Store.open(folder);
  for (let n = Math.max(0, acknowledged - 499); n <= acknowledged; n++)
    for (const lane of [0, 1, 2]) assert.ok((store.bucket('a').get(`${n % 500}/${lane}`) as number) >= n);
  assert.deepEqual([...store.bucket('a')].sort(), [...store.bucket('b')].sort(), 'commits are complete');
  await store.close();
});

test('the lock file of a killed process is taken over, that of a running process is not', {
  skip: process.platform === 'win32',
}, async (t) => {
  const folder = await aFolder(t);
  const file = lockAddress(folder, 'darwin');
  await writeFile(file, '');
  const unlock = await lockFolder(folder, 'darwin');
  await assert.rejects(lockFolder(folder, 'darwin'), { code: 'data-in-use' });
  await unlock();
  await (await lockFolder(folder, 'darwin'))();
});
