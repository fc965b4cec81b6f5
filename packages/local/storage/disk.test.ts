// The machine's own disk.
import assert from 'node:assert/strict';
import { constants, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeDisk } from './disk.ts';

/** The flags with which this process holds a file open. */
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

test('what is written through is read where it was written, and the kernel answers when it is on disk', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-disk-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'file');
  for (const way of ['create', 'open'] as const) {
    const file = await nodeDisk[way](path);
    if (process.platform === 'linux') assert.ok(flagsOf(path).some((flags) => (flags & constants.O_DSYNC) !== 0));
    assert.equal(await file.writeThrough(Buffer.from(way), 3), way.length);
    const into = Buffer.alloc(3 + way.length);
    await file.read(into, 0);
    assert.equal(into.toString(), `\0\0\0${way}`);
    await file.close();
    if (process.platform === 'linux') assert.deepEqual(flagsOf(path), []);
  }
});
