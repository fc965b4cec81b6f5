// The store: values survive a restart, and damage is detected.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { sampled } from '../../../harness/exhaustive.ts';
import { EngineError } from '../errors.ts';
import { Store, type StoreOptions } from './store.ts';

async function aFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-store-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function withStore<T>(folder: string, use: (store: Store) => Promise<T> | T, options?: StoreOptions): Promise<T> {
  const store = await Store.open(folder, options);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

const contents = (store: Store) => Object.fromEntries(store.bucket('b'));
/** The step between the bytes of which one bit is flipped. */
const FLIPPED_EVERY = sampled(5, 1);
const put = (key: string, value: unknown) => ({ bucket: 'b', key, value });

test('stored values are read back after a restart', async (t) => {
  const folder = await aFolder(t);
  await withStore(folder, async (store) => {
    await store.commit([put('a', { text: 'hi "there"\\\n', half: '\ud83d' }), put('b', [1, null, true])]);
    await store.commit([put('b', 2), { bucket: 'other', key: '__proto__', value: 'x' }]);
    await store.commit([{ bucket: 'b', key: 'gone' }]);
  });
  await withStore(folder, (store) => {
    assert.deepEqual(contents(store), { a: { text: 'hi "there"\\\n', half: '\ud83d' }, b: 2 });
    assert.equal(store.bucket('other').get('__proto__'), 'x');
    assert.deepEqual(store.notes, []);
  });
});

test('only the owner may read the data folder', { skip: process.platform === 'win32' }, async (t) => {
  const folder = join(await aFolder(t), 'made', 'here');
  await withStore(folder, (store) => store.commit([put('a', 1)]));
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  assert.equal((await stat(join(folder, 'journal.1'))).mode & 0o777, 0o600);
});

test('a change is visible at once and is on disk when its commit resolves', async (t) => {
  const folder = await aFolder(t);
  await withStore(folder, async (store) => {
    const stored = store.commit([put('a', 1)]);
    assert.equal(store.bucket('b').get('a'), 1);
    await stored;
    assert.match(await readFile(join(folder, 'journal.1'), 'utf8'), /\["b","a",1\]/);
    await store.settled();
  });
});

test('a write that a crash cut off at any byte is dropped with a message, and the writes before it stay', async (t) => {
  const folder = await aFolder(t);
  const file = join(folder, 'journal.1');
  await withStore(folder, (store) => store.commit([put('a', 1)]));
  const first = (await stat(file)).size;
  await withStore(folder, (store) => store.commit([put('a', 'two'), put('b', 'two')]));
  const intact = await readFile(file);
  for (let length = first; length < intact.length; length++) {
    await writeFile(file, intact.subarray(0, length));
    await withStore(folder, async (store) => {
      assert.deepEqual(contents(store), { a: 1 }, `cut at ${length}`);
      assert.equal(store.notes.length, length === first ? 0 : 1);
      if (length > first) assert.match(store.notes[0] as string, new RegExp(`offset ${first}\\b`));
    });
    assert.equal((await stat(file)).size, first);
  }
});

test('zeros in place of a last write that a power loss cut off are dropped with a message', async (t) => {
  const folder = await aFolder(t);
  const file = join(folder, 'journal.1');
  await withStore(folder, (store) => store.commit([put('a', 1)]));
  const first = (await stat(file)).size;
  await withStore(folder, (store) => store.commit([put('a', 'x'.repeat(2000))]));
  const intact = await readFile(file);
  for (const [from, to] of [
    [first, intact.length],
    [first + 10, intact.length],
    [first + 600, intact.length],
    [first + 600, first + 1200],
  ] as const) {
    await writeFile(file, Buffer.from(intact).fill(0, from, to));
    await withStore(folder, (store) => {
      assert.deepEqual(contents(store), { a: 1 });
      assert.equal(store.notes.length, 1);
    });
  }
});

test('whichever sectors of the last write reached the disk before a power loss, it is dropped, and nothing before it', async (t) => {
  const folder = await aFolder(t);
  const file = join(folder, 'journal.1');
  await withStore(folder, (store) => store.commit([put('a', 'x'.repeat(400))]));
  const first = (await stat(file)).size;
  await withStore(folder, (store) => store.commit([put('a', 'y'.repeat(1500))]));
  const intact = await readFile(file);
  const sectors = Array.from({ length: Math.ceil(intact.length / 512) }, (_, index) => index * 512).filter(
    (at) => at + 512 > first,
  );
  for (let arrived = 0; arrived < 2 ** sectors.length - 1; arrived++) {
    const bytes = Buffer.from(intact);
    sectors.forEach((at, index) => {
      if ((arrived & (1 << index)) === 0) bytes.fill(0, Math.max(first, at), Math.min(at + 512, bytes.length));
    });
    await writeFile(file, bytes);
    await withStore(folder, (store) => {
      assert.deepEqual(contents(store), { a: 'x'.repeat(400) }, `sectors ${arrived.toString(2)}`);
      assert.equal(store.notes.length, 1);
    });
  }
});

test('a flipped bit anywhere is detected, the start rejected, and the file left unchanged', async (t) => {
  const folder = await aFolder(t);
  const file = join(folder, 'journal.1');
  await withStore(folder, async (store) => {
    for (const value of ['first', 'second', 'third']) await store.commit([put('a', value)]);
  });
  const intact = await readFile(file);
  for (let at = 0; at < intact.length; at += FLIPPED_EVERY) {
    const damaged = Buffer.from(intact);
    damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
    await writeFile(file, damaged);
    await assert.rejects(Store.open(folder), (error: EngineError) => {
      assert.equal(error.code, 'data-damaged', `bit flipped at ${at}`);
      assert.match(error.message, /journal\.1 is damaged at offset \d+.*--reset/);
      return true;
    });
    assert.deepEqual(await readFile(file), damaged);
  }
});

test('a repair moves the record with a flipped bit aside, wherever it is, and keeps all others', async (t) => {
  const folder = await aFolder(t);
  const file = join(folder, 'journal.1');
  const ends: number[] = [0];
  await withStore(folder, async (store) => {
    for (const key of ['first', 'second', 'third']) {
      ends.push((await stat(file)).size);
      await store.commit([put(key, `text of ${key}`)]);
    }
  });
  const intact = await readFile(file);
  for (let at = 0; at < intact.length; at += FLIPPED_EVERY) {
    const damaged = Buffer.from(intact);
    damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
    for (const name of await readdir(folder)) await rm(join(folder, name));
    await writeFile(file, damaged);
    const piece = ends.findLastIndex((end) => end <= at);
    const [from, to] = [ends[piece] as number, ends[piece + 1]];
    const rest = ['first', 'second', 'third'].filter((_, index) => index + 1 !== piece);
    await withStore(
      folder,
      async (store) => {
        assert.deepEqual(Object.keys(contents(store)), rest, `bit flipped at ${at}`);
        assert.match(store.notes[0] as string, new RegExp(`journal\\.1 was damaged at offset ${from}:.*damaged\\.1`));
        await store.commit([put('fourth', 4)]);
      },
      { repair: true },
    );
    assert.deepEqual(await readFile(join(folder, `damaged.1.${from}`)), damaged.subarray(from, to));
    await withStore(folder, (store) => {
      assert.deepEqual(Object.keys(contents(store)), [...rest, 'fourth']);
      assert.deepEqual(store.notes, [], 'it is reported once');
    });
  }
  await withStore(folder, (store) => assert.deepEqual(contents(store), {}), { reset: true });
  assert.deepEqual(await readdir(folder), ['journal.1'], 'a reset also erases the damage that was moved aside');
});

test('a repair finds the records after a long damage and between several', async (t) => {
  const folder = await aFolder(t);
  const file = join(folder, 'journal.1');
  const looksLikeAHeader = '00000006 00000000 00000000\n[["b","fake",1]]';
  await withStore(folder, async (store) => {
    for (let n = 1; n <= 6; n++) await store.commit([put(`k${n}`, n === 3 ? 'x'.repeat(5_000_000) : looksLikeAHeader)]);
  });
  const bytes = await readFile(file);
  bytes.write('?', bytes.indexOf('"k1"'));
  bytes.fill(0, bytes.indexOf('"k3"'), bytes.indexOf('"k4"'));
  await writeFile(file, bytes);
  await assert.rejects(Store.open(folder), { code: 'data-damaged' });
  await withStore(
    folder,
    (store) => {
      assert.deepEqual(Object.keys(contents(store)), ['k2', 'k5', 'k6']);
      assert.equal(store.notes.length, 2);
    },
    { repair: true },
  );
});

test('a repair of an intact journal changes nothing', async (t) => {
  const folder = await aFolder(t);
  await withStore(folder, (store) => store.commit([put('a', 1)]));
  await withStore(folder, (store) => assert.deepEqual([contents(store), store.notes], [{ a: 1 }, []]), {
    repair: true,
  });
  assert.deepEqual(await readdir(folder), ['journal.1']);
});

test('a journal of another format is rejected', async (t) => {
  const folder = await aFolder(t);
  await writeFile(join(folder, 'journal.1'), 'parley journal 2\n');
  await assert.rejects(Store.open(folder), { code: 'data-damaged' });
  await assert.rejects(Store.open(folder, { repair: true }), { code: 'data-damaged' });
  await truncate(join(folder, 'journal.1'), 0);
  await assert.rejects(Store.open(folder), { code: 'data-damaged' });
});

test('a folder that cannot be created is reported in one sentence', async (t) => {
  const folder = await aFolder(t);
  await writeFile(join(folder, 'file'), '');
  await assert.rejects(Store.open(join(folder, 'file', 'data')), (error: EngineError) => {
    assert.equal(error.code, 'data-unwritable');
    assert.match(error.message, /ENOTDIR/);
    return true;
  });
});

test('a journal that is mostly outdated is compacted while commits continue', async (t) => {
  const folder = await aFolder(t);
  await withStore(
    folder,
    async (store) => {
      await store.commit([put('kept', 'k'.repeat(100))]);
      for (let turn = 0; turn < 200; turn++)
        await Promise.all([store.commit([put('hot', turn)]), store.commit([put(`key${turn % 10}`, 'x'.repeat(200))])]);
      assert.ok((await stat(join(folder, (await readdir(folder)).at(-1) as string))).size < 20_000);
    },
    { compactFrom: 4000 },
  );
  assert.equal((await readdir(folder)).length, 1);
  await withStore(folder, (store) => {
    assert.equal(store.bucket('b').size, 12);
    assert.equal(store.bucket('b').get('hot'), 199);
    assert.equal(store.bucket('b').get('kept'), 'k'.repeat(100));
  });
});

test('a long journal is compacted at the start', async (t) => {
  const folder = await aFolder(t);
  await withStore(folder, async (store) => {
    for (let turn = 0; turn < 50; turn++) await store.commit([put('hot', 'x'.repeat(200))]);
  });
  await withStore(folder, () => {}, { compactFrom: 1000 });
  const [name] = await readdir(folder);
  assert.equal(name, 'journal.2');
  assert.ok((await stat(join(folder, name))).size < 1000);
  await withStore(folder, (store) => assert.equal(store.bucket('b').size, 1));
});

test('many small commits of one turn share one write', async (t) => {
  const folder = await aFolder(t);
  await withStore(folder, async (store) => {
    await Promise.all(Array.from({ length: 1000 }, (_, index) => store.commit([put(`k${index}`, index)])));
    const text = await readFile(join(folder, 'journal.1'), 'latin1');
    assert.equal(text.match(/^[0-9a-f]{8} [0-9a-f]{8} [0-9a-f]{8}$/gm)?.length, 1);
  });
});

test('a closed store rejects commits', async (t) => {
  const store = await Store.open(await aFolder(t));
  await store.close();
  await assert.rejects(store.commit([put('a', 1)]), EngineError);
});
