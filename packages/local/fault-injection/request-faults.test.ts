// Faults before a note is on disk, as a client observes them: at the HTTP API, the function and the table.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../clock.ts';
import { type MessagePath, openMessagePath, TIMEOUT_S } from '../testing/message-path.ts';
import type { Rule } from './index.ts';

/** The responses to a first post of a note, which a rule hits, and to a second one, and whether the note is stored in between. */
async function postTwice(path: MessagePath, rule: Rule) {
  const name = `${rule.hop}-${rule.fault}-${rule.error ?? rule.status ?? ''}`;
  path.engine.faults.set([{ ...rule, first: 1 }], 1);
  const first = await path.post('wall', name);
  const stored = (await path.stored()).includes(name);
  return { first, stored, second: await path.post('wall', name) };
}

async function checkAll(t: TestContext, cases: [rule: Rule, expected: Awaited<ReturnType<typeof postTwice>>][]) {
  const path = await openMessagePath(t);
  // The first invocation starts a worker.
  assert.equal(await path.post('wall', 'no fault'), '201');
  for (const [rule, expected] of cases)
    assert.deepEqual(await postTwice(path, rule), expected, `${rule.fault} at ${rule.hop}`);
}

test('a fault at the HTTP API is an error or a cut connection, and a retry finds what was stored', async (t) => {
  const quick = { delayMs: 10 };
  await checkAll(t, [
    [
      { hop: 'http', fault: 'drop' },
      { first: 'cut', stored: false, second: '201' },
    ],
    [
      { hop: 'http', fault: 'lose-answer' },
      { first: 'cut', stored: true, second: '409 ConditionalCheckFailedException' },
    ],
    [
      { hop: 'http', fault: 'delay', ...quick },
      { first: '201', stored: true, second: '409 ConditionalCheckFailedException' },
    ],
    [
      { hop: 'http', fault: 'duplicate' },
      { first: '409 ConditionalCheckFailedException', stored: true, second: '409 ConditionalCheckFailedException' },
    ],
    [
      { hop: 'http', fault: 'error' },
      { first: '503 {"message":"Service Unavailable"}', stored: false, second: '201' },
    ],
    [
      { hop: 'http', fault: 'error', status: 429 },
      { first: '429 {"message":"Too Many Requests"}', stored: false, second: '201' },
    ],
    [
      { hop: 'http', fault: 'error', status: 500 },
      { first: '500 {"message":"Internal Server Error"}', stored: false, second: '201' },
    ],
  ]);
});

test('a reordered request waits at the HTTP API until another one has passed it', async (t) => {
  const path = await openMessagePath(t);
  path.engine.faults.set([{ hop: 'http', fault: 'reorder', first: 1, delayMs: 60_000 }], 1);
  const answered: string[] = [];
  const send = (name: string) => path.post('wall', name).then(() => answered.push(name));
  const injected = path.untilStep(({ fault }) => fault === 'reorder');
  const first = send('first');
  await injected;
  await Promise.all([first, send('second')]);
  assert.deepEqual(answered, ['second', 'first']);
});

test('a fault at the function is an error response, whether or not the note was stored before', async (t) => {
  const failed = '500 {"message":"Internal Server Error"}';
  const again = '409 ConditionalCheckFailedException';
  await checkAll(t, [
    [
      { hop: 'handler', fault: 'delay', delayMs: 10 },
      { first: '201', stored: true, second: again },
    ],
    [
      { hop: 'handler', fault: 'duplicate' },
      { first: again, stored: true, second: again },
    ],
    [
      { hop: 'handler', fault: 'error' },
      { first: failed, stored: false, second: '201' },
    ],
    [
      { hop: 'handler', fault: 'error', error: 'TooManyRequestsException' },
      { first: '503 {"message":"Service Unavailable"}', stored: false, second: '201' },
    ],
    [
      { hop: 'handler', fault: 'crash' },
      { first: failed, stored: false, second: '201' },
    ],
    [
      { hop: 'handler', fault: 'crash-after' },
      { first: failed, stored: true, second: again },
    ],
  ]);
});

test('a function that hangs after its work is an error response at its timeout, and the note is stored', async (t) => {
  const clock = new ManualClock();
  const path = await openMessagePath(t, { clock });
  const subscriber = await path.subscribe('wall');
  path.engine.faults.set([{ hop: 'handler', fault: 'hang', first: 1 }], 1);
  const first = path.post('wall', 'late');
  assert.deepEqual(await subscriber.receive(1), ['late']);
  clock.advance(TIMEOUT_S * 1_000);
  assert.equal(await first, '500 {"message":"Internal Server Error"}');
  assert.equal(await path.post('wall', 'late'), '409 ConditionalCheckFailedException');
});

test('a fault at the table reaches the function as DynamoDB’s error, and nothing is stored partly', async (t) => {
  const again = '409 ConditionalCheckFailedException';
  const rejected = (error: string) => ({ first: `500 ${error}`, stored: false, second: '201' });
  const table = { hop: 'table', only: 'PutItem' } as const;
  await checkAll(t, [
    [{ ...table, fault: 'drop' }, rejected('TimeoutError')],
    [
      { ...table, fault: 'lose-answer' },
      { first: '500 TimeoutError', stored: true, second: again },
    ],
    [
      { ...table, fault: 'delay', delayMs: 10 },
      { first: '201', stored: true, second: again },
    ],
    [
      { ...table, fault: 'duplicate' },
      { first: again, stored: true, second: again },
    ],
    [{ ...table, fault: 'error' }, rejected('InternalServerError')],
    [
      { ...table, fault: 'error', error: 'ProvisionedThroughputExceededException' },
      rejected('ProvisionedThroughputExceededException'),
    ],
    [{ ...table, fault: 'error', error: 'ThrottlingException' }, rejected('ThrottlingException')],
    [{ ...table, fault: 'error', error: 'RequestLimitExceeded' }, rejected('RequestLimitExceeded')],
    [
      { ...table, fault: 'error-after' },
      { first: '500 InternalServerError', stored: true, second: again },
    ],
    [{ ...table, fault: 'conflict' }, rejected('TransactionConflictException')],
  ]);
});

test('a run is repeatable: the same seed on another engine gives the same responses', async (t) => {
  const rules: Rule[] = [
    { hop: 'http', fault: 'lose-answer', chance: 0.3 },
    { hop: 'handler', fault: 'crash', chance: 0.2 },
    { hop: 'table', fault: 'error', chance: 0.3, only: 'PutItem' },
  ];
  const run = async (seed: number) => {
    const path = await openMessagePath(t);
    path.engine.faults.set(rules, seed);
    const responses: string[] = [];
    for (let at = 0; at < 20; at += 1) responses.push(await path.post('wall', `note ${at}`));
    return responses;
  };
  const [first, again, other] = await Promise.all([run(7), run(7), run(8)]);
  assert.deepEqual(again, first);
  assert.notDeepEqual(other, first);
  assert.deepEqual([...new Set(first)].sort(), [
    '201',
    '500 InternalServerError',
    '500 {"message":"Internal Server Error"}',
    'cut',
  ]);
});

test('an injected conflict cancels a transaction with that reason, and no reads', async (t) => {
  const path = await openMessagePath(t);
  const { dynamodb } = path.engine.services;
  const TableName = path.engine.outputs['Table'];
  path.engine.faults.set([{ hop: 'table', fault: 'conflict' }], 1);
  const Put = { TableName, Item: { board: { S: 'wall' }, name: { S: 'both' } } };
  await assert.rejects(dynamodb.call('TransactWriteItems', { TransactItems: [{ Put }] }), {
    type: 'TransactionCanceledException',
    message: /\[TransactionConflict\]$/,
  });
  assert.deepEqual(await path.stored(), []);
});
