// The store on a disk that fails.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { sampled } from '../../../harness/exhaustive.ts';
import { type DiskCall, faultyDisk } from '../testing/fault-disk.ts';
import { type Disk, nodeDisk } from './disk.ts';
import { Store } from './store.ts';

async function aFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-faults-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const put = (key: string, value: unknown) => ({ bucket: 'b', key, value });

for (const failing of ['write', 'sync'] as const) {
  test(`a full disk (${failing}) rejects a change and undoes it, and accepts writes again when there is space`, async (t) => {
    const folder = await aFolder(t);
    let full = false;
    const lines: string[] = [];
    const store = await Store.open(folder, {
      say: (line) => lines.push(line),
      disk: faultyDisk((call) => (full && call === failing ? 'ENOSPC' : undefined)),
    });
    await store.commit([put('a', 1)]);
    full = true;
    const first = store.commit([put('a', 2), put('b', 2)]);
    const settled = store.settled();
    await new Promise(setImmediate);
    const second = store.commit([put('a', 3)]);
    await assert.rejects(first, { code: 'data-unwritable', message: /the disk is full/ });
    await assert.rejects(second, { code: 'data-unwritable' });
    await assert.rejects(settled, { code: 'data-unwritable' });
    assert.deepEqual([...store.bucket('b')], [['a', 1]]);
    await store.settled();
    full = false;
    await store.commit([put('c', 4)]);
    await store.close();
    assert.deepEqual(lines, [
      `The data folder ${folder} cannot be used (the disk is full); nothing is stored until this is fixed.`,
      `The data folder ${folder} accepts writes again.`,
    ]);

    const again = await Store.open(folder);
    assert.deepEqual(Object.fromEntries(again.bucket('b')), { a: 1, c: 4 });
    await again.close();
  });
}

test('a failed write that cannot be truncated is truncated before the next one', async (t) => {
  const folder = await aFolder(t);
  let failing: readonly DiskCall[] = [];
  const store = await Store.open(folder, { disk: faultyDisk((call) => (failing.includes(call) ? 'EIO' : undefined)) });
  failing = ['sync', 'truncate'];
  await assert.rejects(store.commit([put('lost', 1)]));
  failing = ['truncate'];
  await assert.rejects(store.commit([put('lost', 2)]));
  failing = [];
  await store.commit([put('kept', 3)]);
  await store.close();
  const again = await Store.open(folder);
  assert.deepEqual([...again.bucket('b')], [['kept', 3]]);
  await again.close();
});

for (const late of [false, true])
  test(`whichever call of the disk fails${late ? ', although it took effect' : ''}, exactly the acknowledged changes are stored`, async (t) => {
    const calls = await run(await aFolder(t), Number.POSITIVE_INFINITY, late);
    assert.ok(calls > 60, 'the run is long enough to compact');
    // Each call fails once, in a run of its own; by default every third.
    for (let failing = 1; failing <= calls; failing += sampled(3, 1)) {
      const folder = await mkdtemp(join(tmpdir(), 'parley-faults-'));
      await run(folder, failing, late);
      await rm(folder, { recursive: true });
    }
  });

/** Overwrites keys in two sessions, each long enough to compact more than once. Returns the number of disk calls. */
async function run(folder: string, failing: number, late: boolean): Promise<number> {
  let calls = 0;
  const disk = faultyDisk(() => (++calls === failing ? 'EIO' : undefined), { late });
  const acknowledged = new Map<string, unknown>();
  for (const session of [1, 2]) {
    const store = await Store.open(folder, { disk, compactFrom: 400 }).catch(() => undefined);
    if (!store) continue;
    for (let turn = 0; turn < 10; turn++) {
      const commits = [0, 1].map((lane) => [
        put(`k${(turn + lane) % 3}`, `${session}/${turn}/${lane}`),
        put(`last${lane}`, turn),
      ]);
      const answers = await Promise.allSettled(commits.map((commit) => store.commit(commit)));
      answers.forEach((answer, index) => {
        if (answer.status === 'fulfilled')
          for (const { key, value } of commits[index] as ReturnType<typeof put>[]) acknowledged.set(key, value);
      });
    }
    assert.deepEqual(new Map([...store.bucket('b')].sort()), new Map([...acknowledged].sort()), `failing ${failing}`);
    await store.close().catch(() => {});
  }
  const again = await Store.open(folder);
  assert.deepEqual(
    new Map([...again.bucket('b')].sort()),
    new Map([...acknowledged].sort()),
    `disk, failing ${failing}`,
  );
  assert.deepEqual(again.notes, []);
  await again.close();
  return calls;
}

test('a disk that cannot be read is reported as such, and nothing on it is changed', async (t) => {
  const folder = await aFolder(t);
  const store = await Store.open(folder);
  await store.commit([put('a', 1)]);
  await store.close();
  const disk = faultyDisk((call) => (call === 'read' ? 'EIO' : undefined));
  await assert.rejects(Store.open(folder, { disk, repair: true }), { code: 'data-unwritable', message: /\(EIO\)/ });
  const again = await Store.open(folder);
  assert.deepEqual([...again.bucket('b')], [['a', 1]]);
  await again.close();
});

test('each new folder is synced in its parent before anything is stored', async (t) => {
  const above = await aFolder(t);
  const synced: string[] = [];
  const disk: Disk = {
    ...nodeDisk,
    syncFolder(path) {
      synced.push(path);
      return nodeDisk.syncFolder(path);
    },
  };
  await (await Store.open(join(above, 'a', 'b'), { disk })).close();
  assert.deepEqual(synced, [join(above, 'a'), above, join(above, 'a', 'b')]);
});

test('data that a killed process left in the kernel’s cache is synced before it is served', async (t) => {
  const folder = await aFolder(t);
  const killed = await Store.open(folder);
  await killed.commit([put('a', 1)]);
  await killed.close();
  const calls: DiskCall[] = [];
  const disk = faultyDisk((call) => {
    calls.push(call);
    return undefined;
  });
  const store = await Store.open(folder, { disk });
  const atStart = [...calls];
  await store.close();
  assert.ok(atStart.includes('sync'), 'the journal');
  assert.ok(atStart.includes('syncFolder'), 'its name');
});
