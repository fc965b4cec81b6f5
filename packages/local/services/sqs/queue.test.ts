import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { md5, Queue } from './queue.ts';
import { parseSettings } from './queue-settings.ts';

function open(properties: Record<string, unknown> = {}, storage = new MemoryStorage(), clock = new ManualClock()) {
  const at = {
    name: 'q',
    arn: 'arn:aws:sqs:us-east-1:000000000000:q',
    url: 'https://sqs.us-east-1.amazonaws.com/000000000000/q',
  };
  return { queue: new Queue(at, parseSettings('Q', properties), clock, storage), storage, clock };
}

const bodies = (messages: readonly { body: string }[]) => messages.map(({ body }) => body);

test('messages are taken in the order in which they were sent, after a restart too', async () => {
  const { queue, storage } = open();
  for (const body of ['1', '2', '3']) await queue.send(body);
  const again = open({}, storage);
  await again.queue.send('4');
  assert.deepEqual(bodies(await again.queue.take(10, 30)), ['1', '2', '3', '4']);
});

test('a message is acknowledged when it is stored, and refused when it cannot be', async () => {
  const { queue, storage } = open();
  storage.commit = () => Promise.reject(new Error('ENOSPC'));
  await assert.rejects(queue.send('hello'), /ENOSPC/);
});

test('two receivers never get the same message', async () => {
  const { queue } = open();
  for (let n = 0; n < 10; n += 1) await queue.send(String(n));
  const [one, two] = await Promise.all([queue.take(6, 30), queue.take(6, 30)]);
  assert.deepEqual(bodies([...one, ...two]).sort(), ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
});

test('each receive gives another handle', async () => {
  const { queue } = open();
  await queue.send('hello');
  const [first] = await queue.take(1, 0);
  const [second] = await queue.take(1, 0);
  assert.notEqual(first?.receipt, second?.receipt);
  assert.equal(second?.receives, 2);
});

test('a delayed message is counted apart and comes when its time has come', async () => {
  const { queue, clock } = open({ DelaySeconds: 10 });
  await queue.send('later');
  await queue.send('now', {}, 0);
  assert.deepEqual(queue.counts(), { visible: 1, inFlight: 0, delayed: 1 });
  assert.deepEqual(bodies(await queue.take(10, 30)), ['now']);
  assert.deepEqual(queue.counts(), { visible: 0, inFlight: 1, delayed: 1 });
  clock.advance(10_000);
  assert.deepEqual(bodies(await queue.take(10, 30)), ['later']);
});

test('what expired is gone, and from the disk too', async () => {
  const { queue, clock, storage } = open({ MessageRetentionPeriod: 60 });
  await queue.send('hello');
  clock.advance(60_000);
  assert.deepEqual(queue.counts(), { visible: 0, inFlight: 0, delayed: 0 });
  assert.equal(storage.bucket('sqs/q').size, 0);
});

test('who waits is woken by a message, by the next that becomes visible, and by the time', async () => {
  const { queue, clock } = open();
  const bySend = queue.change(20_000);
  await queue.send('hello');
  await bySend;

  await queue.take(1, 5);
  const byVisibility = queue.change(20_000);
  clock.advance(5_000);
  await byVisibility;

  await queue.purge();
  const byTime = queue.change(20_000);
  clock.advance(20_000);
  await byTime;
});

test('a message at the limit is taken, one byte more is not; bytes count, not letters', async () => {
  const { queue } = open({ MaximumMessageSize: 1_024 });
  await queue.send('é'.repeat(512));
  await assert.rejects(queue.send('é'.repeat(513)), {
    type: 'InvalidParameterValue',
    message: 'A message may be 1024 bytes; this is 1026.',
  });
  await assert.rejects(queue.send('x'.repeat(1_000), { a: { StringValue: 'x'.repeat(100) } }), {
    type: 'InvalidParameterValue',
  });
});

test('the text of a message comes back byte for byte', async () => {
  const { queue } = open();
  const body = 'say "hi"\\\n\t\u0000 <b> 😀 مرحبا';
  await queue.send(body);
  assert.deepEqual(bodies(await queue.take(1, 30)), [body]);
  assert.equal(md5('hello'), '5d41402abc4b2a76b9719d911017c592');
});

for (const receipt of ['', 'x', '__proto__/x', '00000000-0000-0000-0000-000000000000']) {
  test(`the handle ${JSON.stringify(receipt)} is refused`, async () => {
    const { queue } = open();
    await assert.rejects(queue.delete(receipt), { type: 'ReceiptHandleIsInvalid' });
    await assert.rejects(queue.changeVisibility(receipt, 5), { type: 'ReceiptHandleIsInvalid' });
  });
}
