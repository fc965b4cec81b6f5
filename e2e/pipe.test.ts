// The pipe between the HTTP API and a subscriber: faults between the log and AppSync lose nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Laptop, respondWith } from '../harness/laptop.ts';
import { TestUser } from '../harness/test-user.ts';

const MINUTE = 60_000;

/** Posts numbered messages in channels, in turn, and waits until each is stored. */
async function postAll(user: TestUser, channels: readonly string[], texts: readonly string[]): Promise<void> {
  for (const text of texts) for (const channel of channels) assert.equal((await user.says(channel, text)).status, 201);
}

function numbered(count: number, from = 1): string[] {
  return Array.from({ length: count }, (_, index) => `message ${from + index}`);
}

const CHANNELS = ['general', 'random', 'tech'];

test('20: a target that returns 500 for a quarter of an hour delays messages and loses none', async () => {
  await using laptop = await Laptop.open();
  const ann = await TestUser.signsIn(laptop, 'ann');
  const subscription = await Promise.all(CHANNELS.map((channel) => ann.subscribes(channel)));
  laptop.intercept = async () => respondWith(500);
  await postAll(ann, CHANNELS, numbered(5));
  await laptop.advance(15 * MINUTE);
  assert.equal(laptop.pipe.delivered, 0);
  assert.ok(laptop.pipe.iteratorAgeMs >= 14 * MINUTE, 'the age of the oldest record is visible');
  laptop.intercept = undefined;
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  for (const one of subscription) {
    using received = one;
    assert.deepEqual(
      (await received.receives(5)).map((entry) => entry.kind === 'message' && entry.message),
      numbered(5),
    );
  }
  assert.equal(laptop.deadLetters, 0);
});

test('21: the pipe waits for the Retry-After of a target, and loses nothing', async () => {
  await using laptop = await Laptop.open();
  const ann = await TestUser.signsIn(laptop, 'ann');
  using subscription = await ann.subscribes('general');
  let refusals = 0;
  laptop.intercept = async (_call, forward) => (refusals++ < 2 ? respondWith(429, { 'retry-after': '20' }) : forward());
  await postAll(ann, ['general'], numbered(3));
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  assert.deepEqual(
    (await subscription.receives(3)).map(({ seq }) => seq),
    [1, 2, 3],
  );
  const [first, second, third] = laptop.deliveryResponses.map(({ atMs }) => atMs);
  assert.ok((second ?? 0) - (first ?? 0) >= 20_000 && (third ?? 0) - (second ?? 0) >= 20_000);
});

test('22: a request without a response for five seconds is retried', async () => {
  await using laptop = await Laptop.open();
  const ann = await TestUser.signsIn(laptop, 'ann');
  using subscription = await ann.subscribes('general');
  let calls = 0;
  laptop.intercept = (_call, forward) => (calls++ === 0 ? new Promise(() => {}) : forward());
  await postAll(ann, ['general'], numbered(2));
  await laptop.until('the first request is pending', () => calls === 1);
  await laptop.advance(4_750);
  assert.equal(calls, 1);
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  assert.deepEqual(
    (await subscription.receives(2)).map(({ seq }) => seq),
    [1, 2],
  );
});

test('23: a message whose response was lost is delivered twice with one id and seq, before the next', async () => {
  await using laptop = await Laptop.open();
  const ann = await TestUser.signsIn(laptop, 'ann');
  using subscription = await ann.subscribes('general');
  let calls = 0;
  laptop.intercept = async (_call, forward) => {
    const answer = await forward();
    if (calls++ === 0) throw new Error('socket hang up');
    return answer;
  };
  await postAll(ann, ['general'], numbered(2));
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  const [first, again, next] = await subscription.receives(3);
  assert.deepEqual(again, first);
  assert.equal(next?.seq, 2);
});

test('25: a message that AppSync accepted but did not publish leaves a gap that the next one reveals and the log fills', async () => {
  await using laptop = await Laptop.open();
  const ann = await TestUser.signsIn(laptop, 'ann');
  using subscription = await ann.subscribes('general');
  const failed = '{"failed":[{"identifier":"x","index":0,"code":500,"message":"no"}],"successful":[]}';
  let calls = 0;
  laptop.intercept = async (_call, forward) => (calls++ === 0 ? respondWith(200, {}, failed) : forward());
  await postAll(ann, ['general'], numbered(2));
  const [received] = await subscription.receives(1);
  assert.equal(received?.seq, 2, 'a client that receives 2 without 1 reads 1');
  assert.deepEqual(
    (await ann.readsAll('general')).map(({ seq }) => seq),
    [1, 2],
  );
});

test('27: with ten lanes and requests of different durations each channel keeps its order', async () => {
  await using laptop = await Laptop.open();
  const ann = await TestUser.signsIn(laptop, 'ann');
  const channels = Array.from({ length: 20 }, (_, index) => `room-${index}`);
  for (const name of channels) assert.equal((await ann.requests('POST', '/channels', { name })).status, 201);
  const published = new Map<string, number[]>();
  laptop.engine.onPublished(({ channel, events }) => {
    const seqs = published.get(channel) ?? [];
    published.set(channel, [...seqs, ...events.map((event) => JSON.parse(event).seq)]);
  });
  let calls = 0;
  laptop.intercept = async (_call, forward) => {
    for (let turn = (calls++ * 7919) % 40; turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
    return calls % 11 === 0 ? respondWith(503) : forward();
  };
  await Promise.all(channels.map((channel) => postAll(ann, [channel], numbered(5))));
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  assert.equal(published.size, channels.length);
  for (const seqs of published.values()) assert.deepEqual(seqs, [1, 2, 3, 4, 5]);
});

test('29: a stopped pipe delivers the waiting messages after its start', async () => {
  await using laptop = await Laptop.open();
  const ann = await TestUser.signsIn(laptop, 'ann');
  using subscription = await ann.subscribes('general');
  const { pipes } = laptop.services;
  await pipes.stop(laptop.pipeName);
  await postAll(ann, ['general'], numbered(3));
  await laptop.advance(10 * MINUTE);
  assert.equal(subscription.events.length, 0);
  await pipes.start(laptop.pipeName);
  assert.deepEqual(
    (await subscription.receives(3)).map(({ seq }) => seq),
    [1, 2, 3],
  );
});

test('31: a changed or deleted row of the log is not published again', async () => {
  await using laptop = await Laptop.open();
  const ann = await TestUser.signsIn(laptop, 'ann');
  using subscription = await ann.subscribes('general');
  await postAll(ann, ['general'], numbered(1));
  await subscription.receives(1);
  const { TableNames } = (await laptop.requests('dynamodb', 'DynamoDB_20120810.ListTables', {})) as {
    TableNames: string[];
  };
  const TableName = TableNames.find((name) => /TablesLog/.test(name));
  const Key = { channel: { S: 'general' }, seq: { N: '1' } };
  await laptop.requests('dynamodb', 'DynamoDB_20120810.UpdateItem', {
    TableName,
    Key,
    UpdateExpression: 'SET edited = :yes',
    ExpressionAttributeValues: { ':yes': { BOOL: true } },
  });
  await laptop.requests('dynamodb', 'DynamoDB_20120810.DeleteItem', { TableName, Key });
  await laptop.until('the pipe has read both', () => laptop.pipe.filtered >= 2 && laptop.pipe.waiting === 0);
  assert.equal(laptop.pipe.delivered, 1);
});
