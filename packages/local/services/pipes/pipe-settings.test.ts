import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STREAM_ARN } from '../../testing/memory-stream.ts';
import {
  DESTINATION_ARN,
  PipeFixture,
  type PipeOptions,
  pipeProperties,
  QUEUE_ARN,
} from '../../testing/pipe-fixture.ts';
import { parsePipeSettings } from './pipe-settings.ts';
import { pipesResources } from './pipes-resources.ts';

function rejection(options: PipeOptions): Error & { type?: string; code?: string } {
  try {
    parsePipeSettings('chat', pipeProperties(options));
  } catch (error) {
    return error as Error;
  }
  throw new Error('It was not rejected.');
}

test("absent properties have AWS's defaults", () => {
  const { lanes, limits, deadLetterArn, desiredState, log } = parsePipeSettings('chat', {
    RoleArn: 'arn:aws:iam::000000000000:role/pipe',
    Source: STREAM_ARN,
    SourceParameters: { DynamoDBStreamParameters: { StartingPosition: 'LATEST' } },
    Target: DESTINATION_ARN,
  });
  assert.deepEqual(
    { lanes, limits, deadLetterArn, desiredState, log },
    {
      lanes: 1,
      limits: { attempts: -1, ageSeconds: -1 },
      deadLetterArn: undefined,
      desiredState: 'RUNNING',
      log: { level: 'OFF', executionData: false },
    },
  );
});

const INVALID: readonly [what: string, options: PipeOptions, words: RegExp][] = [
  [
    'no starting position',
    { stream: { StartingPosition: undefined } },
    /StartingPosition is missing; it must be one of LATEST, TRIM_HORIZON/,
  ],
  [
    'another starting position',
    { stream: { StartingPosition: 'AT_TIMESTAMP' } },
    /StartingPosition is "AT_TIMESTAMP"; it must be one of LATEST, TRIM_HORIZON/,
  ],
  ['a batch of nothing', { stream: { BatchSize: 0 } }, /BatchSize is 0; it must be a whole number from 1 to 10000/],
  ['a window of an hour', { stream: { MaximumBatchingWindowInSeconds: 3600 } }, /from 0 to 300/],
  ['eleven lanes', { stream: { ParallelizationFactor: 11 } }, /ParallelizationFactor is 11; .* from 1 to 10/],
  [
    'too many retries',
    { stream: { MaximumRetryAttempts: 10_001 } },
    /MaximumRetryAttempts is 10001; .* from -1 to 10000/,
  ],
  [
    'an age of half a minute',
    { stream: { MaximumRecordAgeInSeconds: 30 } },
    /MaximumRecordAgeInSeconds is 30; it must be -1 or at least 60/,
  ],
  ['an age of two weeks', { stream: { MaximumRecordAgeInSeconds: 1_209_600 } }, /from -1 to 604800/],
  ['another way with batches', { stream: { OnPartialBatchItemFailure: 'IGNORE' } }, /OnPartialBatchItemFailure/],
  ['a word that does not exist', { stream: { MaxRetries: 3 } }, /DynamoDBStreamParameters has no MaxRetries/],
  [
    'a FIFO queue for dead letters',
    { stream: { DeadLetterConfig: { Arn: `${QUEUE_ARN}.fifo` } } },
    /is not a standard SQS queue/,
  ],
  [
    'a table for dead letters',
    { stream: { DeadLetterConfig: { Arn: 'arn:aws:dynamodb:::table/x' } } },
    /is not a standard SQS queue/,
  ],
  ['a broken filter', { filters: ['{"a":'] }, /Invalid filter pattern. Pattern is not valid JSON/],
  ['six filters', { filters: ['{}', '{}', '{}', '{}', '{}', '{}'] }, /at most 5/],
  ['a template that is too long', { template: 'x'.repeat(8193) }, /at most 8192 characters/],
  ['a header that is too long', { http: { HeaderParameters: { x: 'y'.repeat(513) } } }, /at most 512 characters/],
  ['headers in a list', { http: { HeaderParameters: ['x'] } }, /HeaderParameters must be an object/],
  ['path values in an object', { http: { PathParameterValues: {} } }, /PathParameterValues must be a list/],
  [
    'another state',
    { more: { DesiredState: 'PAUSED' } },
    /DesiredState is "PAUSED"; it must be one of RUNNING, STOPPED/,
  ],
  ['no role', { more: { RoleArn: undefined } }, /RoleArn is missing/],
  ['no parameters of the source', { more: { SourceParameters: {} } }, /DynamoDBStreamParameters is missing/],
  [
    'another level of log',
    { more: { LogConfiguration: { Level: 'LOUD' } } },
    /Level is "LOUD"; it must be one of OFF, ERROR, INFO, TRACE/,
  ],
  [
    'half of the execution data',
    { more: { LogConfiguration: { IncludeExecutionData: ['HALF'] } } },
    /IncludeExecutionData/,
  ],
];

for (const [what, options, words] of INVALID) {
  test(`a pipe with ${what} is rejected`, () => {
    const { type, message } = rejection(options);
    assert.equal(type, 'ValidationException');
    assert.match(message, words);
  });
}

const NOT_EMULATED: readonly [what: string, options: PipeOptions, words: RegExp][] = [
  ['from a FIFO queue', { more: { Source: `${QUEUE_ARN}.fifo` } }, /the source arn:aws:sqs:.*fifo is not emulated/],
  [
    'to a topic',
    { more: { Target: 'arn:aws:sns:us-east-1:000000000000:t' } },
    /the target arn:aws:sns:.*:t is not emulated/,
  ],
  [
    'with an enrichment by a state machine',
    { more: { Enrichment: 'arn:aws:states:us-east-1:000000000000:stateMachine:e' } },
    /the enrichment arn:aws:states:.*:e is not emulated/,
  ],
  [
    'with a topic for dead letters',
    { stream: { DeadLetterConfig: { Arn: 'arn:aws:sns:us-east-1:000000000000:t' } } },
    /the dead-letter topic arn:aws:sns:.* is not emulated/,
  ],
  ['with a log in S3', { more: { LogConfiguration: { S3LogDestination: {} } } }, /S3LogDestination is not emulated/],
];

for (const [what, options, words] of NOT_EMULATED) {
  test(`a pipe ${what} is rejected by name`, () => {
    const { code, message } = rejection(options);
    assert.equal(code, 'not-emulated');
    assert.match(message, words);
  });
}

test('a pipe whose stream, target or dead-letter queue does not exist is rejected', async () => {
  await using fixture = await PipeFixture.open();
  await assert.rejects(fixture.createPipe({ more: { Source: `${STREAM_ARN}9` } }), /the stream .* does not exist/);
  await assert.rejects(fixture.createPipe({ more: { Target: `${DESTINATION_ARN}9` } }), /the target .* does not exist/);
  await assert.rejects(
    fixture.createPipe({ stream: { DeadLetterConfig: { Arn: `${QUEUE_ARN}9` } } }),
    /the dead-letter queue .* does not exist/,
  );
});

for (const action of ['dynamodb:GetRecords', 'events:InvokeApiDestination', 'sqs:SendMessage']) {
  test(`a pipe whose role does not allow ${action} is rejected`, async () => {
    await using fixture = await PipeFixture.open();
    await fixture.restart({ may: (_role, asked) => asked !== action });
    await assert.rejects(fixture.createPipe(), {
      type: 'ValidationException',
      message: new RegExp(`its role does not allow ${action} on arn:`),
    });
  });
}

test('a pipe returns Ref and GetAtt as on AWS', async () => {
  await using fixture = await PipeFixture.open();
  const [kind] = pipesResources;
  const resource = { logicalId: 'Pipe', type: 'AWS::Pipes::Pipe', properties: pipeProperties(), metadata: {} };
  const created = await kind?.create(resource, { pipes: fixture.pipes, ids: fixture.ids });
  const name = created?.ref ?? '';
  assert.match(name, /^chat-Pipe-[0-9A-Z]{12}$/);
  assert.deepEqual(created?.attributes, {
    Arn: `arn:aws:pipes:us-east-1:000000000000:pipe/${name}`,
    CurrentState: 'RUNNING',
    StateReason: '',
  });
  assert.equal(created?.summary, `pipe ${name}, RUNNING, 1 lane`);
  assert.throws(() => fixture.pipes.status('none'), { type: 'NotFoundException' });
});
