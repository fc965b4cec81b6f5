import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { awsJsonHandler } from '../../protocol/aws-json.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { until, WatchedClock } from '../../testing/watched-clock.ts';
import { parseQueueSettings } from './queue-settings.ts';
import { sqsApi } from './sqs-operations.ts';
import { Sqs } from './sqs-service.ts';

const URL_OF = (name: string) => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;
const ARN_OF = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

type Answer = { status: number; headers: Headers; body: Record<string, unknown> };
type Message = { MessageId: string; ReceiptHandle: string; Body: string; [more: string]: unknown };

/** SQS with a queue `q`, called over HTTP as by an SDK. */
async function serve(t: TestContext, properties: Record<string, unknown> = {}, storage = new MemoryStorage()) {
  const clock = new WatchedClock();
  const sqs = new Sqs({ clock, storage });
  sqs.create('dead', parseQueueSettings('Dead', {}));
  sqs.create('q', parseQueueSettings('Q', properties));
  const server = createServer(awsJsonHandler(sqsApi(sqs), () => () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const post = async (operation: string, body: string, signal?: AbortSignal): Promise<Answer> => {
    const headers = { 'x-amz-target': `AmazonSQS.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
    const response = await fetch(address, { method: 'POST', headers, body, ...(signal && { signal }) });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
  };
  const ask = (operation: string, more: object = {}, name = 'q') =>
    post(operation, JSON.stringify({ QueueUrl: URL_OF(name), ...more }));
  const receive = async (more: object = {}, name = 'q') =>
    ((await ask('ReceiveMessage', more, name)).body['Messages'] ?? []) as Message[];
  return { sqs, clock, storage, post, ask, receive };
}

test('a message that is sent is received', async (t) => {
  const { post } = await serve(t);
  const sent = await post('SendMessage', `{"QueueUrl":"${URL_OF('q')}","MessageBody":"hello"}`);
  assert.equal(sent.status, 200);
  assert.equal(sent.headers.get('content-type'), 'application/x-amz-json-1.0');
  assert.equal(sent.body['MD5OfMessageBody'], '5d41402abc4b2a76b9719d911017c592');
  const received = await post('ReceiveMessage', `{"QueueUrl":"${URL_OF('q')}"}`);
  const [message] = received.body['Messages'] as Message[];
  assert.deepEqual(Object.keys(message ?? {}), ['MessageId', 'ReceiptHandle', 'MD5OfBody', 'Body']);
  assert.equal(message?.Body, 'hello');
  assert.equal(message?.MessageId, sent.body['MessageId']);
  assert.equal(message?.['MD5OfBody'], '5d41402abc4b2a76b9719d911017c592');
});

test('an empty queue returns no list', async (t) => {
  const { ask } = await serve(t);
  assert.deepEqual((await ask('ReceiveMessage')).body, {});
});

test('a received message is hidden until its visibility timeout', async (t) => {
  const { ask, receive, clock } = await serve(t);
  await ask('SendMessage', { MessageBody: 'hello' });
  assert.equal((await receive()).length, 1);
  clock.advance(29_999);
  assert.equal((await receive()).length, 0);
  clock.advance(1);
  const [again] = await receive({ AttributeNames: ['All'] });
  assert.deepEqual(again?.['Attributes'], {
    SentTimestamp: '1767225600000',
    ApproximateReceiveCount: '2',
    ApproximateFirstReceiveTimestamp: '1767225600000',
  });
});

test('a deleted message is not received again', async (t) => {
  const { ask, receive, clock } = await serve(t);
  await ask('SendMessage', { MessageBody: 'hello' });
  const [message] = await receive({ VisibilityTimeout: 5 });
  assert.equal((await ask('DeleteMessage', { ReceiptHandle: message?.ReceiptHandle })).status, 200);
  clock.advance(60_000);
  assert.deepEqual(await receive(), []);
  assert.equal((await ask('DeleteMessage', { ReceiptHandle: message?.ReceiptHandle })).status, 200);
});

test('the receipt handle of an earlier receive deletes nothing', async (t) => {
  const { ask, receive, clock } = await serve(t);
  await ask('SendMessage', { MessageBody: 'hello' });
  const [first] = await receive({ VisibilityTimeout: 5 });
  clock.advance(5_000);
  await receive({ VisibilityTimeout: 5 });
  await ask('DeleteMessage', { ReceiptHandle: first?.ReceiptHandle });
  clock.advance(5_000);
  assert.equal((await receive()).length, 1);
});

test('a receiver can extend the visibility timeout of a message, or end it', async (t) => {
  const { ask, receive, clock } = await serve(t);
  await ask('SendMessage', { MessageBody: 'hello' });
  const [message] = await receive();
  await ask('ChangeMessageVisibility', { ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 100 });
  clock.advance(99_000);
  assert.deepEqual(await receive(), []);
  await ask('ChangeMessageVisibility', { ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 });
  assert.equal((await receive()).length, 1);
  clock.advance(30_000);
  const late = await ask('ChangeMessageVisibility', { ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 1 });
  assert.equal(late.body['__type'], 'com.amazonaws.sqs#MessageNotInflight');
});

test('up to ten messages are received at once, oldest first', async (t) => {
  const { ask, receive } = await serve(t);
  for (let n = 1; n <= 12; n += 1) await ask('SendMessage', { MessageBody: `${n}` });
  const first = await receive({ MaxNumberOfMessages: 10 });
  assert.deepEqual(
    first.map(({ Body }) => Body),
    ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'],
  );
  assert.equal((await receive({ MaxNumberOfMessages: 10 })).length, 2);
});

test('a long poll returns a message as soon as it is sent', async (t) => {
  const { ask, receive, clock } = await serve(t);
  const waiting = receive({ WaitTimeSeconds: 20 });
  await until('the receiver waits', () => clock.waits((waitMs) => waitMs === 20_000).length === 1);
  await ask('SendMessage', { MessageBody: 'at last' });
  assert.equal((await waiting)[0]?.Body, 'at last');
});

test('a long poll returns nothing after its wait time', async (t) => {
  const { receive, clock } = await serve(t, { ReceiveMessageWaitTimeSeconds: 3 });
  const waiting = receive();
  await until('the receiver waits', () => clock.waits().length === 1);
  clock.advance(3_000);
  assert.deepEqual(await waiting, []);
});

test('a long poll returns a message that becomes visible meanwhile', async (t) => {
  const { ask, receive, clock } = await serve(t);
  await ask('SendMessage', { MessageBody: 'delayed', DelaySeconds: 5 });
  const waiting = receive({ WaitTimeSeconds: 20 });
  await until('the receiver waits', () => clock.waits((waitMs) => waitMs === 5_000).length === 1);
  clock.advance(5_000);
  assert.equal((await waiting)[0]?.Body, 'delayed');
});

test('a message is not received by a client that has disconnected', async (t) => {
  const { ask, receive, post, clock } = await serve(t);
  const hangUp = new AbortController();
  const waiting = post('ReceiveMessage', `{"QueueUrl":"${URL_OF('q')}","WaitTimeSeconds":20}`, hangUp.signal);
  await until('the receiver waits', () => clock.waits().length === 1);
  hangUp.abort();
  await assert.rejects(waiting);
  await until('the wait is cancelled', () => clock.waits().length === 0);
  await ask('SendMessage', { MessageBody: 'hello' });
  assert.equal((await receive()).length, 1);
});

test('a message is deleted after the retention period', async (t) => {
  const { ask, receive, clock, storage } = await serve(t, { MessageRetentionPeriod: 60 });
  await ask('SendMessage', { MessageBody: 'old' });
  clock.advance(30_000);
  await ask('SendMessage', { MessageBody: 'young' });
  clock.advance(30_000);
  assert.deepEqual(
    (await receive({ MaxNumberOfMessages: 10 })).map(({ Body }) => Body),
    ['young'],
  );
  assert.equal(storage.bucket('sqs/q').size, 1);
});

test('a message that was received too often is moved to the dead-letter queue', async (t) => {
  const { ask, receive, clock } = await serve(t, {
    VisibilityTimeout: 10,
    RedrivePolicy: { deadLetterTargetArn: ARN_OF('dead'), maxReceiveCount: 2 },
  });
  await ask('SendMessage', {
    MessageBody: 'poison',
    MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } },
  });
  for (let times = 0; times < 2; times += 1) {
    assert.equal((await receive()).length, 1);
    clock.advance(10_000);
  }
  assert.deepEqual(await receive(), []);
  const [dead] = await receive({ MessageAttributeNames: ['All'] }, 'dead');
  assert.equal(dead?.Body, 'poison');
  assert.deepEqual(dead?.['MessageAttributes'], { a: { DataType: 'String', StringValue: 'x' } });
});

test('messages survive a restart, and hidden messages stay hidden', async (t) => {
  const { ask, receive, storage } = await serve(t);
  await ask('SendMessage', { MessageBody: 'one' });
  await ask('SendMessage', { MessageBody: 'two' });
  await receive({ VisibilityTimeout: 100 });
  const again = await serve(t, {}, storage);
  await again.ask('SendMessage', { MessageBody: 'three' });
  assert.deepEqual(
    (await again.receive({ MaxNumberOfMessages: 10 })).map(({ Body }) => Body),
    ['two', 'three'],
  );
});

test('a service of the engine sends messages by ARN', async (t) => {
  const { sqs, receive } = await serve(t);
  assert.ok(sqs.has(ARN_OF('q')));
  assert.ok(!sqs.has(ARN_OF('none')));
  await sqs.send(ARN_OF('q'), '{"pointer":1}');
  assert.equal((await receive())[0]?.Body, '{"pointer":1}');
  await assert.rejects(sqs.send(ARN_OF('none'), 'x'), { type: 'QueueDoesNotExist' });
});

test('a queue reports the numbers of its messages', async (t) => {
  const { ask, receive } = await serve(t, {
    RedrivePolicy: { deadLetterTargetArn: ARN_OF('dead'), maxReceiveCount: 5 },
  });
  for (const MessageBody of ['1', '2', '3']) await ask('SendMessage', { MessageBody });
  await ask('SendMessage', { MessageBody: 'later', DelaySeconds: 60 });
  await receive();
  const { body } = await ask('GetQueueAttributes', { AttributeNames: ['All'] });
  assert.deepEqual(body['Attributes'], {
    QueueArn: ARN_OF('q'),
    ApproximateNumberOfMessages: '2',
    ApproximateNumberOfMessagesNotVisible: '1',
    ApproximateNumberOfMessagesDelayed: '1',
    CreatedTimestamp: '1767225600',
    LastModifiedTimestamp: '1767225600',
    DelaySeconds: '0',
    MaximumMessageSize: '1048576',
    MessageRetentionPeriod: '345600',
    ReceiveMessageWaitTimeSeconds: '0',
    VisibilityTimeout: '30',
    RedrivePolicy: `{"deadLetterTargetArn":"${ARN_OF('dead')}","maxReceiveCount":5}`,
  });
  const one = await ask('GetQueueAttributes', { AttributeNames: ['QueueArn'] });
  assert.deepEqual(one.body['Attributes'], { QueueArn: ARN_OF('q') });
});

test('queues are found by name, listed and purged', async (t) => {
  const { ask, receive, post } = await serve(t);
  assert.deepEqual((await post('GetQueueUrl', '{"QueueName":"q"}')).body, { QueueUrl: URL_OF('q') });
  assert.deepEqual((await post('ListQueues', '{}')).body, { QueueUrls: [URL_OF('dead'), URL_OF('q')] });
  assert.deepEqual((await post('ListQueues', '{"QueueNamePrefix":"x"}')).body, {});
  await ask('SendMessage', { MessageBody: 'hello' });
  await ask('PurgeQueue');
  assert.deepEqual(await receive(), []);
});

test("the local URL of a queue works like AWS's URL", async (t) => {
  const { post } = await serve(t);
  const body = '{"QueueUrl":"http://127.0.0.1:4100/000000000000/q","MessageBody":"hello"}';
  assert.equal((await post('SendMessage', body)).status, 200);
});

test("an unknown queue is rejected with SQS's error", async (t) => {
  const { ask } = await serve(t);
  const { status, headers, body } = await ask('SendMessage', { MessageBody: 'hello' }, 'none');
  assert.equal(status, 400);
  assert.equal(headers.get('x-amzn-query-error'), 'AWS.SimpleQueueService.NonExistentQueue;Sender');
  assert.deepEqual(body, {
    __type: 'com.amazonaws.sqs#QueueDoesNotExist',
    message: 'The specified queue does not exist.',
  });
});

const REJECTED: readonly [operation: string, input: object, type: string][] = [
  ['SendMessage', {}, 'MissingParameter'],
  ['SendMessage', { MessageBody: '' }, 'MissingParameter'],
  ['SendMessage', { MessageBody: { $gt: '' } }, 'MissingParameter'],
  ['SendMessage', { MessageBody: 'x'.repeat(1_048_577) }, 'InvalidParameterValue'],
  ['SendMessage', { MessageBody: 'x', DelaySeconds: 901 }, 'InvalidAttributeValue'],
  ['SendMessage', { MessageBody: 'x', MessageAttributes: [] }, 'InvalidParameterValue'],
  ['ReceiveMessage', { MaxNumberOfMessages: 11 }, 'InvalidParameterValue'],
  ['ReceiveMessage', { WaitTimeSeconds: 21 }, 'InvalidAttributeValue'],
  ['ReceiveMessage', { VisibilityTimeout: -1 }, 'InvalidAttributeValue'],
  ['DeleteMessage', {}, 'MissingParameter'],
  ['DeleteMessage', { ReceiptHandle: '__proto__' }, 'ReceiptHandleIsInvalid'],
  ['ChangeMessageVisibility', { ReceiptHandle: 'x' }, 'MissingParameter'],
  ['CreateQueue', { QueueName: 'x' }, 'UnknownOperationException'],
];

for (const [operation, input, type] of REJECTED) {
  test(`${operation} with ${JSON.stringify(input).slice(0, 60)} is rejected as ${type}`, async (t) => {
    const { ask } = await serve(t);
    const { status, body } = await ask(operation, input);
    assert.equal(status, 400);
    assert.equal(body['__type'], `com.amazonaws.sqs#${type}`);
  });
}

test('a request that is far too long is rejected', async (t) => {
  const { post } = await serve(t);
  const answer = await post('SendMessage', ' '.repeat(9 * 1024 * 1024)).catch(() => undefined);
  assert.ok(answer === undefined || answer.status === 413);
});
