import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PipeFixture } from '../../testing/pipe-fixture.ts';

const GROUP = '/aws/vendedlogs/pipes/chat';

function logging(Level: string, more: object = {}): { more: Record<string, unknown> } {
  const CloudwatchLogsLogDestination = { LogGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}:*` };
  return { more: { LogConfiguration: { Level, CloudwatchLogsLogDestination, ...more } } };
}

async function logged(fixture: PipeFixture): Promise<Record<string, unknown>[]> {
  return (await fixture.logs.tail(GROUP)).map(({ message }) => JSON.parse(message));
}

/** One message that fails once and then arrives. */
async function failOnce(
  fixture: PipeFixture,
  wish: { more: Record<string, unknown> },
): Promise<Record<string, unknown>[]> {
  fixture.target.replies.push((response) => response.writeHead(500).end('what went wrong'));
  await fixture.createPipe(wish);
  fixture.insert('the secret plan');
  await fixture.advanceAfter(1, 100);
  await fixture.untilIdle();
  return logged(fixture);
}

const STEPS: readonly [level: string, steps: string[]][] = [
  ['OFF', []],
  ['ERROR', ['TARGET_INVOCATION_FAILED', 'TARGET_STAGE_FAILED', 'EXECUTION_FAILED']],
  [
    'INFO',
    [
      'EXECUTION_STARTED',
      'TARGET_STAGE_ENTERED',
      'TARGET_INVOCATION_FAILED',
      'TARGET_STAGE_FAILED',
      'EXECUTION_FAILED',
      'EXECUTION_STARTED',
      'TARGET_STAGE_ENTERED',
      'TARGET_STAGE_SUCCEEDED',
      'EXECUTION_SUCCEEDED',
    ],
  ],
  [
    'TRACE',
    [
      'EXECUTION_STARTED',
      'TARGET_STAGE_ENTERED',
      'TARGET_TRANSFORMATION_STARTED',
      'TARGET_TRANSFORMATION_SUCCEEDED',
      'TARGET_INVOCATION_STARTED',
      'TARGET_INVOCATION_FAILED',
      'TARGET_STAGE_FAILED',
      'EXECUTION_FAILED',
      'EXECUTION_STARTED',
      'TARGET_STAGE_ENTERED',
      'TARGET_TRANSFORMATION_STARTED',
      'TARGET_TRANSFORMATION_SUCCEEDED',
      'TARGET_INVOCATION_STARTED',
      'TARGET_INVOCATION_SUCCEEDED',
      'TARGET_STAGE_SUCCEEDED',
      'EXECUTION_SUCCEEDED',
    ],
  ],
];

for (const [level, steps] of STEPS) {
  test(`at level ${level} a pipe logs ${steps.length} steps of a message that fails once`, async () => {
    await using fixture = await PipeFixture.open();
    const records = await failOnce(fixture, logging(level));
    assert.deepEqual(
      records.map(({ messageType }) => messageType),
      steps,
    );
  });
}

test('an error contains the status and no message text', async () => {
  await using fixture = await PipeFixture.open();
  const [first] = await failOnce(fixture, logging('TRACE')).then((all) => all.filter(({ error }) => error));
  assert.deepEqual(first?.['error'], {
    message: 'Its target answered 500.',
    httpStatusCode: 500,
    awsService: 'events',
  });
  assert.equal(first?.['resourceArn'], 'arn:aws:pipes:us-east-1:000000000000:pipe/chat');
});

test('message text is logged only if the template asks for it', async () => {
  await using fixture = await PipeFixture.open();
  await failOnce(fixture, logging('TRACE'));
  assert.ok(!JSON.stringify(await logged(fixture)).includes('secret plan'));
  assert.ok(!JSON.stringify(await logged(fixture)).includes('what went wrong'));
});

test('with execution data the request and the answer are logged, without the key', async () => {
  await using fixture = await PipeFixture.open();
  const records = await failOnce(fixture, logging('TRACE', { IncludeExecutionData: ['ALL'] }));
  const failed = records.find(({ messageType }) => messageType === 'TARGET_INVOCATION_FAILED');
  assert.equal(JSON.parse(String(failed?.['awsRequest'])).body, 'says the secret plan');
  assert.deepEqual(JSON.parse(String(failed?.['awsResponse'])), { status: 500, body: 'what went wrong' });
  assert.ok(!JSON.stringify(records).includes('K1'));
});

test('a log record is truncated to 256 KB, the payload first', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe(logging('INFO', { IncludeExecutionData: ['ALL'] }));
  fixture.insert('x'.repeat(300_000));
  await fixture.untilIdle();
  const [{ message } = { message: '' }] = await fixture.logs.tail(GROUP);
  assert.ok(Buffer.byteLength(message) <= 262_144 && Buffer.byteLength(message) > 262_000);
  assert.deepEqual(JSON.parse(message).truncatedFields, ['payload']);
});
