import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { md5, Queue } from './queue.ts';
import { parseQueueSettings } from './queue-settings.ts';

function open(properties: Record<string, unknown> = {}, storage = new MemoryStorage(), clock = new ManualClock()) {
  const at = {
    name: 'q',
    arn: 'arn:aws:sqs:us-east-1:000000000000:q',
    url: 'https://sqs.us-east-1.amazonaws.com/000000000000/q',
  };
  return { queue: new Queue(at, parseQueueSettings('Q', properties), clock, storage), storage, clock };
}

const bodies = (messages: readonly { body: string }[]) => messages.map(({ body }) => body);

test('a message is acknowledged when it is stored, and rejected when it cannot be stored', async () => {
  const { queue, storage } = open();
  storage.commit = () => Promise.reject(new Error('ENOSPC'));
  await assert.rejects(queue.send('hello'), /ENOSPC/);
});

test('two concurrent receivers never receive the same message', async () => {
  const { queue } = open();
  for (let n = 0; n < 10; n += 1) await queue.send(String(n));
  const [one, two] = await Promise.all([queue.receive(6, 30), queue.receive(6, 30)]);
  assert.deepEqual(bodies([...one, ...two]).sort(), ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
});

test('a message at the size limit is accepted and one byte more is rejected, counted in bytes', async () => {
  const { queue } = open({ MaximumMessageSize: 1_024 });
  await queue.send('é'.repeat(512));
  await assert.rejects(queue.send('é'.repeat(513)), {
    type: 'InvalidParameterValue',
    message: 'The message is 1026 bytes; the queue accepts 1024.',
  });
  await assert.rejects(queue.send('x'.repeat(1_000), { a: { StringValue: 'x'.repeat(100) } }), {
    type: 'InvalidParameterValue',
  });
});

test('the body of a message is returned byte for byte', async () => {
  const { queue } = open();
  const body = 'say "hi"\\\n\t\u0000 <b> 😀 مرحبا';
  await queue.send(body);
  assert.deepEqual(bodies(await queue.receive(1, 30)), [body]);
  assert.equal(md5('hello'), '5d41402abc4b2a76b9719d911017c592');
});

for (const receipt of ['', 'x', '__proto__/x', '00000000-0000-0000-0000-000000000000']) {
  test(`the receipt handle ${JSON.stringify(receipt)} is rejected`, async () => {
    const { queue } = open();
    await assert.rejects(queue.delete(receipt), { type: 'ReceiptHandleIsInvalid' });
    await assert.rejects(queue.changeVisibility(receipt, 5), { type: 'ReceiptHandleIsInvalid' });
  });
}
