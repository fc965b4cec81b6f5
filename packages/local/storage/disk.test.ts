// The machine's own file system.
import assert from 'node:assert/strict';
import { constants, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeDisk } from './disk.ts';

/** The flags with which this process has opened a file. */
function flagsOf(path: string): number[] {
  const all = readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  });
  return all.map((fd) =>
    Number.parseInt(/^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '', 8),
  );
}

test('writeThrough writes at the given position with O_DSYNC', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-disk-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'file');
  for (const open of ['create', 'open'] as const) {
    const file = await nodeDisk[open](path);
    if (process.platform === 'linux') assert.ok(flagsOf(path).some((flags) => (flags & constants.O_DSYNC) !== 0));
    assert.equal(await file.writeThrough(Buffer.from(open), 3), open.length);
    const into = Buffer.alloc(3 + open.length);
    await file.read(into, 0);
    assert.equal(into.toString(), `\0\0\0${open}`);
    await file.close();
    if (process.platform === 'linux') assert.deepEqual(flagsOf(path), []);
  }
});

test('a folder is created with those above it, and one that the file system refuses is an error at once', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-disk-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  assert.equal(await nodeDisk.makeFolder(join(folder, 'a/b/c')), join(folder, 'a'));
  assert.equal(await nodeDisk.makeFolder(join(folder, 'a/b/c')), undefined);
  writeFileSync(join(folder, 'file'), '');
  await assert.rejects(nodeDisk.makeFolder(join(folder, 'file')), { code: 'EEXIST' });
  await assert.rejects(nodeDisk.makeFolder(join(folder, 'file/below')), { code: 'ENOTDIR' });
  // Node's own mkdir with `recursive` never ends there.
  if (process.platform === 'linux') await assert.rejects(nodeDisk.makeFolder('/proc/parley/data'), { code: 'ENOENT' });
});
