import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stage } from '../../testing/pipe-fixture.ts';

const GROUP = '/aws/vendedlogs/pipes/chat';

function logging(Level: string, more: object = {}): { more: Record<string, unknown> } {
  const CloudwatchLogsLogDestination = { LogGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}:*` };
  return { more: { LogConfiguration: { Level, CloudwatchLogsLogDestination, ...more } } };
}

async function logged(stage: Stage): Promise<Record<string, unknown>[]> {
  return (await stage.logs.tail(GROUP)).map(({ message }) => JSON.parse(message));
}

/** One message that fails once and then arrives. */
async function failOnce(stage: Stage, wish: { more: Record<string, unknown> }): Promise<Record<string, unknown>[]> {
  stage.target.replies.push((response) => response.writeHead(500).end('what went wrong'));
  await stage.pipe(wish);
  stage.say('the secret plan');
  await stage.after(1, 100);
  await stage.idle();
  return logged(stage);
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
  test(`at level ${level} a pipe writes ${steps.length} steps of a message that fails once`, async () => {
    await using stage = await Stage.open();
    const records = await failOnce(stage, logging(level));
    assert.deepEqual(
      records.map(({ messageType }) => messageType),
      steps,
    );
  });
}

test('an error names the status, and nothing of what was said', async () => {
  await using stage = await Stage.open();
  const [first] = await failOnce(stage, logging('TRACE')).then((all) => all.filter(({ error }) => error));
  assert.deepEqual(first?.['error'], {
    message: 'Its target answered 500.',
    httpStatusCode: 500,
    awsService: 'events',
  });
  assert.equal(first?.['resourceArn'], 'arn:aws:pipes:us-east-1:000000000000:pipe/chat');
});

test('what people say is in the log only where the template asks for it', async () => {
  await using stage = await Stage.open();
  await failOnce(stage, logging('TRACE'));
  assert.ok(!JSON.stringify(await logged(stage)).includes('secret plan'));
  assert.ok(!JSON.stringify(await logged(stage)).includes('what went wrong'));
});

test('where it does, the request and the answer are there, and the key is not', async () => {
  await using stage = await Stage.open();
  const records = await failOnce(stage, logging('TRACE', { IncludeExecutionData: ['ALL'] }));
  const failed = records.find(({ messageType }) => messageType === 'TARGET_INVOCATION_FAILED');
  assert.equal(JSON.parse(String(failed?.['awsRequest'])).body, 'says the secret plan');
  assert.deepEqual(JSON.parse(String(failed?.['awsResponse'])), { status: 500, body: 'what went wrong' });
  assert.ok(!JSON.stringify(records).includes('K1'));
});

test('a record of the log is cut at 256 KB, the payload first', async () => {
  await using stage = await Stage.open();
  await stage.pipe(logging('INFO', { IncludeExecutionData: ['ALL'] }));
  stage.say('x'.repeat(300_000));
  await stage.idle();
  const [{ message } = { message: '' }] = await stage.logs.tail(GROUP);
  assert.ok(Buffer.byteLength(message) <= 262_144 && Buffer.byteLength(message) > 262_000);
  assert.deepEqual(JSON.parse(message).truncatedFields, ['payload']);
});
