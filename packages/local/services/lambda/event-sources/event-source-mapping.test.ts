import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AwsError } from '../../../errors.ts';
import { MemoryStorage } from '../../../testing/memory-storage.ts';
import { MemoryStream, STREAM_ARN } from '../../../testing/memory-stream.ts';
import { until, WatchedClock } from '../../../testing/watched-clock.ts';
import type { StreamRecord } from '../../pipes/index.ts';
import type { FunctionSettings } from '../function-settings.ts';
import type { InvokeResponse } from '../lambda-service.ts';
import { EventSourceMappings } from './event-source-mappings.ts';
import { parseEventSource } from './event-source-settings.ts';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:notify';
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:failed';

type Invocation = { texts: (string | undefined)[]; sequences: string[] };
type Script = (texts: readonly (string | undefined)[], invocation: number) => InvokeResponse;
const succeed: Script = () => ({ payload: null });
const fail: Script = () => ({ payload: { errorMessage: 'broken' }, error: 'Unhandled' });

/** A mapping of a stream to a scripted function. `restart` continues on the same storage. */
class Scene {
  readonly clock = new WatchedClock();
  readonly storage = new MemoryStorage();
  readonly stream = new MemoryStream(() => this.clock.now());
  readonly invocations: Invocation[] = [];
  readonly sent: { DDBStreamBatchInfo: { batchSize: number }; requestContext: object }[] = [];
  readonly lines: string[] = [];
  readonly denied = new Set<string>();
  script: Script = succeed;
  mappings!: EventSourceMappings;
  readonly #properties: Record<string, unknown>;

  constructor(properties: Record<string, unknown>) {
    this.#properties = properties;
  }

  static async open(t: TestContext, properties: Record<string, unknown> = {}): Promise<Scene> {
    const scene = new Scene(properties);
    await scene.restart();
    t.after(() => scene.mappings.close());
    return scene;
  }

  async restart(): Promise<void> {
    const { clock, storage } = this;
    this.mappings = new EventSourceMappings({
      clock,
      storage,
      stream: (arn) => (arn === STREAM_ARN ? this.stream : undefined),
      lambda: {
        settingsOf: () => ({ arn: FUNCTION_ARN, roleArn: 'role' }) as FunctionSettings,
        invoke: async (_name, payload) => this.#invoke(payload as { Records: StreamRecord[] }),
      },
      sqs: {
        queue: () => undefined,
        receive: async () => [],
        has: (arn) => arn === QUEUE_ARN,
        send: async (_arn, body) => {
          this.sent.push(JSON.parse(body));
        },
      },
      may: (_role, action) => !this.denied.has(action),
      say: (line) => this.lines.push(line),
      random: () => 0.9,
    });
    await this.mappings.create(
      parseEventSource('uuid', 'Mapping', {
        EventSourceArn: STREAM_ARN,
        FunctionName: 'notify',
        StartingPosition: 'TRIM_HORIZON',
        ...this.#properties,
      }),
    );
    this.mappings.run();
  }

  #invoke({ Records }: { Records: StreamRecord[] }): InvokeResponse {
    const texts = Records.map(({ dynamodb }) => (dynamodb.NewImage?.text as { S: string } | undefined)?.S);
    this.invocations.push({ texts, sequences: Records.map(({ dynamodb }) => dynamodb.SequenceNumber) });
    return this.script(texts, this.invocations.length);
  }

  insert(...texts: string[]): StreamRecord[] {
    return texts.map((text) => this.stream.insert('general', { text }));
  }

  get texts() {
    return this.invocations.map(({ texts }) => texts.join(''));
  }

  /** Waits until the function was invoked so often. */
  invoked(times: number): Promise<void> {
    return until(`${times} invocations (there were ${this.texts})`, () => this.invocations.length >= times);
  }

  async idle(): Promise<void> {
    await until('no record waits', () => this.mappings.waiting === 0);
  }

  /** Waits until the mapping sleeps before a retry or for its window, then advances the clock. */
  async advance(ms: number): Promise<void> {
    // 200 ms is the delay of the checkpoint.
    await until('the mapping sleeps', () => this.clock.waits((waitMs) => waitMs !== 200).length > 0);
    this.clock.advance(ms);
  }
}

test('records that wait together are one batch, in the order of the stream, with the records of the stream as its event', async (t) => {
  const scene = await Scene.open(t);
  scene.insert('a', 'b', 'c');
  await scene.idle();
  assert.deepEqual(scene.texts, ['abc']);
  assert.deepEqual(
    scene.invocations[0]?.sequences,
    scene.stream.records.map(({ dynamodb }) => dynamodb.SequenceNumber),
  );
});

test('a batch has at most BatchSize records, and waits for further ones for its window', async (t) => {
  const scene = await Scene.open(t, { BatchSize: 3, MaximumBatchingWindowInSeconds: 5 });
  scene.insert('a', 'b', 'c', 'd');
  await scene.invoked(1);
  await scene.advance(4_999);
  scene.insert('e');
  await scene.advance(1);
  await scene.idle();
  assert.deepEqual(scene.texts, ['abc', 'de']);
});

test('records that the filter does not match are never part of a batch', async (t) => {
  const pattern = JSON.stringify({ dynamodb: { NewImage: { notify: { S: [{ exists: true }] } } } });
  const scene = await Scene.open(t, { FilterCriteria: { Filters: [{ Pattern: pattern }] } });
  scene.insert('a', 'b');
  scene.stream.insert('general', { text: 'c', notify: 'ann' });
  await scene.idle();
  assert.deepEqual(scene.texts, ['c']);
});

test('a failed batch is retried in its place, and given up after its attempts with its position in the stream', async (t) => {
  const scene = await Scene.open(t, {
    MaximumRetryAttempts: 2,
    DestinationConfig: { OnFailure: { Destination: QUEUE_ARN } },
  });
  scene.script = (texts) => (texts.includes('bad') ? fail(texts, 0) : succeed(texts, 0));
  const [bad] = scene.insert('bad', 'worse');
  await scene.invoked(1);
  scene.insert('good');
  await scene.advance(30_000);
  await scene.advance(30_000);
  await scene.idle();
  assert.deepEqual(scene.texts, ['badworse', 'badworse', 'badworse', 'good']);
  const [message] = scene.sent;
  assert.deepEqual(message?.requestContext, {
    ...message?.requestContext,
    functionArn: FUNCTION_ARN,
    condition: 'RetryAttemptsExhausted',
    approximateInvokeCount: 3,
  });
  assert.deepEqual(message?.DDBStreamBatchInfo, {
    ...message?.DDBStreamBatchInfo,
    startSequenceNumber: bad?.dynamodb.SequenceNumber,
    batchSize: 2,
    streamArn: STREAM_ARN,
  });
});

test('bisection isolates one bad record, and is no attempt', async (t) => {
  const scene = await Scene.open(t, { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 });
  scene.script = (texts) => (texts.includes('c') ? fail(texts, 0) : succeed(texts, 0));
  scene.insert('a', 'b', 'c', 'd', 'e');
  await scene.idle();
  assert.deepEqual(scene.texts, ['abcde', 'abc', 'ab', 'c', 'de']);
  assert.match(scene.lines.join('\n'), /gave up 1 record .*RetryAttemptsExhausted/);
});

test('a partial batch response retries from the first failed record on', async (t) => {
  const scene = await Scene.open(t, { FunctionResponseTypes: ['ReportBatchItemFailures'] });
  const records = scene.insert('a', 'b', 'c', 'd');
  const failures = [records[3], records[1]].map((record) => ({ itemIdentifier: record?.dynamodb.SequenceNumber }));
  scene.script = (_, invocation) => ({ payload: { batchItemFailures: invocation === 1 ? failures : [] } });
  await scene.invoked(1);
  await scene.advance(30_000);
  await scene.idle();
  assert.deepEqual(scene.texts, ['abcd', 'bcd']);
});

test('a report with an unknown record fails the whole batch', async (t) => {
  const scene = await Scene.open(t, { FunctionResponseTypes: ['ReportBatchItemFailures'] });
  scene.insert('a', 'b');
  const batchItemFailures = [{ itemIdentifier: '1' }];
  scene.script = (_, invocation) => ({ payload: invocation === 1 ? { batchItemFailures } : null });
  await scene.invoked(1);
  await scene.advance(30_000);
  await scene.idle();
  assert.deepEqual(scene.texts, ['ab', 'ab']);
});

test('records that are too old are given up without an invocation', async (t) => {
  const scene = await Scene.open(t, { MaximumRecordAgeInSeconds: 60 });
  scene.script = fail;
  scene.insert('a');
  await scene.invoked(1);
  for (let waited = 0; waited < 70_000 && scene.mappings.waiting > 0; waited += 10_000) await scene.advance(10_000);
  await scene.idle();
  assert.match(scene.lines.join('\n'), /RecordAgeExceeded/);
});

test('a throttled invocation is not an attempt', async (t) => {
  const scene = await Scene.open(t, { MaximumRetryAttempts: 0 });
  scene.script = (texts, invocation) => {
    if (invocation < 4) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    return succeed(texts, invocation);
  };
  scene.insert('a');
  for (let retry = 0; retry < 3; retry += 1) await scene.advance(30_000);
  await scene.idle();
  assert.deepEqual(scene.texts, ['a', 'a', 'a', 'a']);
  assert.deepEqual(scene.lines, []);
});

test('each item keeps its order with parallel lanes, and a stuck one does not stop the others', async (t) => {
  const scene = await Scene.open(t, { ParallelizationFactor: 10, BatchSize: 1 });
  scene.script = (texts) => (texts.includes('0') ? fail(texts, 0) : succeed(texts, 0));
  scene.insert(...Array.from({ length: 40 }, (_, number) => `${number}`));
  // Those of the same lane wait.
  await scene.invoked(20);
});

test('after a restart delivery continues behind the last complete record', async (t) => {
  const scene = await Scene.open(t);
  scene.insert('a');
  await scene.idle();
  await scene.mappings.close();
  scene.insert('b');
  await scene.restart();
  await scene.idle();
  assert.deepEqual(scene.texts, ['a', 'b']);
});

test('a role that may not read the stream creates no mapping', async (t) => {
  const scene = await Scene.open(t);
  scene.denied.add('dynamodb:GetShardIterator');
  await assert.rejects(scene.restart(), { type: 'InvalidParameterValueException', message: /Cannot access stream/ });
});

for (const [property, value, message] of [
  ['EventSourceArn', QUEUE_ARN, /event source .* is not emulated/],
  ['TumblingWindowInSeconds', 30, /TumblingWindowInSeconds is not emulated/],
  ['BatchSize', 10_001, /from 1 to 10000/],
  ['MaximumRecordAgeInSeconds', 59, /at least 60/],
  ['MaximumBatchingWindowInSeconds', 301, /from 0 to 300/],
  ['FunctionResponseTypes', ['Other'], /FunctionResponseTypes has no Other/],
  ['StartingPosition', 'AT_TIMESTAMP', /must be one of LATEST, TRIM_HORIZON/],
] as const)
  test(`${property}: ${value} is rejected`, () => {
    const properties = { EventSourceArn: STREAM_ARN, FunctionName: 'f', StartingPosition: 'LATEST', [property]: value };
    assert.throws(() => parseEventSource('uuid', 'Mapping', properties), { message });
  });
