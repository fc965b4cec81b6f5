import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { Store } from '../../storage/store.ts';
import { Connection } from '../events/eventbridge-connection.ts';
import { Sqs } from '../sqs/index.ts';
import { parseQueueSettings } from '../sqs/queue-settings.ts';
import { Checkpoint, readCheckpoint } from './checkpoint.ts';

/** A data folder on disk. */
async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'data-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function opened<T>(path: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(path);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const clock = new ManualClock();
const CONNECTION = {
  name: 'key',
  arn: 'arn:aws:events:us-east-1:000000000000:connection/key/1',
  secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:events!connection/key/1-first',
};
const KEY = { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K1' } };

test('a checkpoint is read again from disk', async (t) => {
  const path = await folder(t);
  await opened(path, async (store) => {
    const checkpoint = new Checkpoint({ pipe: 'chat', source: 'stream', after: undefined }, clock, store);
    const sequence = '600000000000000000001';
    checkpoint.complete(checkpoint.add({ sequence, sizeBytes: 79, createdAt: 0 }));
    await checkpoint.write();
  });
  assert.deepEqual(await opened(path, async (store) => readCheckpoint(store, 'chat', 'stream')), {
    source: 'stream',
    after: '600000000000000000001',
  });
});

test('a deauthorized connection is read again from disk, without its key', async (t) => {
  const path = await folder(t);
  await opened(path, async (store) => {
    const connection = new Connection(CONNECTION, clock, store);
    await connection.deploy('API_KEY', KEY);
    await connection.deauthorize('rejected', 'The endpoint answered 401.');
  });
  await opened(path, async (store) => {
    const connection = new Connection(CONNECTION, clock, store);
    await connection.deploy('API_KEY', KEY);
    assert.equal(connection.state, 'DEAUTHORIZED');
    assert.equal(connection.stored.reason, 'The endpoint answered 401.');
    assert.equal(connection.credentials, undefined);
  });
});

test('a dead letter is read again from disk', async (t) => {
  const path = await folder(t);
  const arn = 'arn:aws:sqs:us-east-1:000000000000:dead';
  await opened(path, async (storage) => {
    const sqs = new Sqs({ clock, storage });
    sqs.create('dead', parseQueueSettings('Dead', {}));
    await sqs.send(arn, '{"context":{"condition":"RetryAttemptsExhausted"}}');
  });
  await opened(path, async (storage) => {
    const queue = new Sqs({ clock, storage }).create('dead', parseQueueSettings('Dead', {}));
    const [message] = await queue.receive(1, 30);
    assert.equal(message?.body, '{"context":{"condition":"RetryAttemptsExhausted"}}');
  });
});
