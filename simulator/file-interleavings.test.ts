// Uploads and messages with files: every interleaving of two requests, and a crash after each call of a table or of the bucket.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Message, newId } from '@parley/chat';
import { sampled } from '../harness/exhaustive.ts';
import { readRows } from '../packages/cloud/db/chat-table.ts';
import { fileKey } from '../packages/cloud/db/file-rows.ts';
import { FileLinks } from '../packages/cloud/files/file-links.ts';
import type { FileObjects } from '../packages/cloud/files/file-store.ts';
import { FileUploads } from '../packages/cloud/files/file-uploads.ts';
import type { Services } from './backend/function-routes.ts';
import { type FunctionAction, type FunctionScenario, withFunctions } from './backend/function-scenario.ts';

const ANN = { userId: 'sub-ann', requestedName: 'ann', groups: [] };
const CHANNEL = 'general';

/** More calls than any of the actions makes. */
const CALLS_MAX = 9;

const FILE = {
  fileId: newId(),
  name: 'a.png',
  type: 'image/png',
  size: 5,
  thumbnail: { size: 2, type: 'image/jpeg' as const },
};

/** The bucket: sizes of objects, and which are pending. A lifecycle rule deletes those. */
class MemoryBucket {
  readonly sizes = new Map<string, number>();
  readonly pending = new Set<string>();

  store(fileId: string): void {
    for (const [variant, size] of [
      ['original', FILE.size],
      ['thumbnail', FILE.thumbnail.size],
    ] as const) {
      this.sizes.set(`${variant}/${fileId}`, size);
      this.pending.add(`${variant}/${fileId}`);
    }
  }

  /** What the lifecycle rule does to objects that are pending. */
  expire(): void {
    for (const key of this.pending) this.sizes.delete(key);
  }

  /** The bucket as a function sees it; `beforeCall` delays each request. */
  seen(beforeCall: () => Promise<void>): FileObjects {
    const signed = async () => ({ url: '/', headers: {} });
    return {
      signPut: signed,
      signPart: signed,
      signGet: async () => '/',
      createUpload: async () => 'upload',
      parts: async () => [],
      completeUpload: async () => {},
      sizeOf: async (fileId, variant) => {
        await beforeCall();
        return this.sizes.get(`${variant}/${fileId}`);
      },
      keep: async (fileId, variant) => {
        await beforeCall();
        if (!this.sizes.has(`${variant}/${fileId}`)) throw new Error('NoSuchKey');
        this.pending.delete(`${variant}/${fileId}`);
      },
      delete: async (fileId) => {
        for (const variant of ['original', 'thumbnail']) this.sizes.delete(`${variant}/${fileId}`);
      },
    };
  }
}

const settings = { bucket: 'files', maxBytes: 100, types: '*/*', bytesPerDay: 1_000, openUploads: 2 };

function filesOf(services: Services, bucket: MemoryBucket, beforeCall = async () => {}) {
  const deps = { ...services.rows, members: services.members, store: bucket.seen(beforeCall), settings };
  return { uploads: new FileUploads(deps), links: new FileLinks(deps) };
}

const announces =
  (bucket: MemoryBucket): FunctionAction =>
  (services) =>
    filesOf(services, bucket).uploads.create(CHANNEL, FILE, ANN);
const completes =
  (bucket: MemoryBucket): FunctionAction =>
  (services) =>
    filesOf(services, bucket).uploads.complete(CHANNEL, FILE.fileId, ANN);
const posts =
  (id = newId()): FunctionAction =>
  ({ posts }) =>
    posts.create(CHANNEL, { newEntry: { id, kind: 'message', message: '', files: [FILE.fileId] }, after: 0 }, ANN);
const deletes =
  (target: number): FunctionAction =>
  ({ posts }) =>
    posts.create(CHANNEL, { newEntry: { id: newId(), kind: 'deletion', target }, after: 0 }, ANN);

/** The state of the file's row, and the messages that have the file. */
async function found({ newServices, settle }: FunctionScenario) {
  const { rows, log } = newServices();
  const [row] = await settle(readRows(rows, [fileKey(FILE.fileId)]));
  const { entries } = await settle(log.page(CHANNEL, { limit: 200 }));
  const messages = entries.filter((entry): entry is Message => entry.kind === 'message' && entry.files !== undefined);
  return { state: row?.['state'], seq: row?.['seq'], messages };
}

/** An entry never refers to a missing object, and a file that a message can have does not expire. */
async function check(scenario: FunctionScenario, bucket: MemoryBucket): Promise<void> {
  const { state, seq, messages } = await found(scenario);
  bucket.expire();
  const exists = bucket.sizes.has(`original/${FILE.fileId}`) && bucket.sizes.has(`thumbnail/${FILE.fileId}`);
  if (state === 'stored' || state === 'posted') assert.ok(exists, `${String(state)}: the objects exist`);
  assert.ok(messages.length <= 1, 'a file is in at most one message');
  assert.deepEqual(
    messages.map((message) => message.seq),
    state === 'posted' ? [seq] : [],
    'the row names its message',
  );
}

/** Runs two actions in every interleaving, on a scene that is made first. */
async function interleavings(
  scene: (services: Services, bucket: MemoryBucket) => Promise<unknown>,
  actions: (bucket: MemoryBucket) => readonly [FunctionAction, FunctionAction],
  expected: (result: Awaited<ReturnType<typeof found>>) => void,
): Promise<void> {
  for (let before = 0; before <= CALLS_MAX; before += 1)
    for (let between = 0; between <= CALLS_MAX; between += sampled(4, 1))
      await withFunctions(async (scenario) => {
        const bucket = new MemoryBucket();
        const services = scenario.newServices();
        await scenario.settle(services.members.rowsOf(ANN));
        await scenario.settle(scene(services, bucket));
        await scenario.interleave(actions(bucket), [before, between]);
        await check(scenario, bucket);
        expected(await found(scenario));
      });
}

const announced = async (services: Services, bucket: MemoryBucket) => {
  await announces(bucket)(services);
  bucket.store(FILE.fileId);
};
const completed = async (services: Services, bucket: MemoryBucket) => {
  await announced(services, bucket);
  await completes(bucket)(services);
};

test('a file that is completed twice at the same time is stored once, and a message can have it', () =>
  interleavings(
    announced,
    (bucket) => [completes(bucket), completes(bucket)],
    ({ state }) => assert.equal(state, 'stored'),
  ));

test('a message that is sent while its file is completed has the file or is refused', () =>
  interleavings(
    announced,
    (bucket) => [completes(bucket), posts()],
    ({ state, messages }) => assert.equal(state, messages.length === 1 ? 'posted' : 'stored'),
  ));

test('of two messages with one file at the same time, one is stored, and a retry of a message is that message', async () => {
  await interleavings(
    completed,
    () => [posts(), posts()],
    ({ messages }) => assert.equal(messages.length, 1),
  );
  const id = newId();
  await interleavings(
    completed,
    () => [posts(id), posts(id)],
    ({ messages }) => assert.equal(messages.length, 1),
  );
});

test('a message that is deleted while another is sent with its file: neither has the file afterwards', () =>
  interleavings(
    async (services, bucket) => {
      await completed(services, bucket);
      await posts()(services);
    },
    () => [deletes(1), posts()],
    ({ state, messages }) => assert.deepEqual([state, messages.length], [undefined, 0]),
  ));

test('a function that crashes after any call leaves an upload that can be completed, and nothing that a message can have expires', async () => {
  for (let calls = 0; calls <= CALLS_MAX; calls += 1)
    await withFunctions(async (scenario) => {
      const { newServices, settle, advance } = scenario;
      const bucket = new MemoryBucket();
      await settle(newServices().members.rowsOf(ANN));
      await settle(announced(newServices(), bucket));
      let left = calls;
      const crash = () => (left-- > 0 ? Promise.resolve() : new Promise<void>(() => {}));
      const crashing = newServices(crash);
      void filesOf(crashing, bucket, crash).uploads.complete(CHANNEL, FILE.fileId, ANN);
      await advance(5_000);
      await check(scenario, bucket);
      // The client tries again; what has expired meanwhile is uploaded again.
      const retried = filesOf(newServices(), bucket).uploads;
      const again = await settle(retried.complete(CHANNEL, FILE.fileId, ANN).catch((error: Error) => error));
      if (again instanceof Error) {
        bucket.store(FILE.fileId);
        await settle(retried.complete(CHANNEL, FILE.fileId, ANN));
      }
      await settle(posts()(newServices()));
      await check(scenario, bucket);
      assert.equal((await found(scenario)).state, 'posted');
    });
});

test('an announcement that is repeated after a crash counts once against the limits', async () => {
  for (let calls = 0; calls <= CALLS_MAX; calls += 1)
    await withFunctions(async ({ newServices, settle, advance }) => {
      const bucket = new MemoryBucket();
      await settle(newServices().members.rowsOf(ANN));
      let left = calls;
      const crashing = newServices(() => (left-- > 0 ? Promise.resolve() : new Promise<void>(() => {})));
      void announces(bucket)(crashing).catch(() => {});
      await advance(5_000);
      const services = newServices();
      await settle(announces(bucket)(services));
      await settle(announces(bucket)(services));
      const [open] = await settle(readRows(services.rows, [{ pk: `uploads#${ANN.userId}`, sk: 'open' }]));
      assert.deepEqual([...((open?.['fileIds'] ?? []) as Set<string>)], [FILE.fileId]);
    });
});
