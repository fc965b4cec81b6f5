// What a client sees when something goes wrong before its note is on disk: at the HTTP API, the function and the table.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../clock.ts';
import { aWay, TIMEOUT_S, type Way } from '../testing/message-path.ts';
import type { Rule } from './index.ts';

/** What a first and a second post of one note are told while a rule strikes the first one, and what is on disk then. */
async function posts(way: Way, rule: Rule) {
  const name = `${rule.hop}-${rule.fault}-${rule.error ?? rule.status ?? ''}`;
  way.engine.faults.set([{ ...rule, first: 1 }], 1);
  const first = await way.posts('wall', name);
  const stored = (await way.stored()).includes(name);
  return { first, stored, second: await way.posts('wall', name) };
}

async function all(t: TestContext, cases: [rule: Rule, seen: Awaited<ReturnType<typeof posts>>][]) {
  const way = await aWay(t);
  // The first call starts a thread.
  assert.equal(await way.posts('wall', 'nothing goes wrong'), '201');
  for (const [rule, seen] of cases) assert.deepEqual(await posts(way, rule), seen, `${rule.fault} at ${rule.hop}`);
}

test('a fault at the HTTP API is an answer, or none, and the second try finds what the first one stored', async (t) => {
  const quick = { delayMs: 10 };
  await all(t, [
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

test('a request waits at the HTTP API until another one has passed it', async (t) => {
  const way = await aWay(t);
  way.engine.faults.set([{ hop: 'http', fault: 'reorder', first: 1, delayMs: 60_000 }], 1);
  const answered: string[] = [];
  const asks = (name: string) => way.posts('wall', name).then(() => answered.push(name));
  const struck = way.noted(({ fault }) => fault === 'reorder');
  const first = asks('first');
  await struck;
  await Promise.all([first, asks('second')]);
  assert.deepEqual(answered, ['second', 'first']);
});

test('a fault at the function is an error to the sender, whether or not the note was stored before', async (t) => {
  const failed = '500 {"message":"Internal Server Error"}';
  const again = '409 ConditionalCheckFailedException';
  await all(t, [
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

test('a function that hangs after its work is an error to the sender when its time is up, and the note is stored', async (t) => {
  const clock = new ManualClock();
  const way = await aWay(t, { clock });
  const listener = await way.listens('wall');
  way.engine.faults.set([{ hop: 'handler', fault: 'hang', first: 1 }], 1);
  const first = way.posts('wall', 'late');
  assert.deepEqual(await listener.hears(1), ['late']);
  clock.advance(TIMEOUT_S * 1_000);
  assert.equal(await first, '500 {"message":"Internal Server Error"}');
  assert.equal(await way.posts('wall', 'late'), '409 ConditionalCheckFailedException');
});

test('a fault at the table reaches the function in DynamoDB’s own words, and nothing is half stored', async (t) => {
  const again = '409 ConditionalCheckFailedException';
  const refused = (error: string) => ({ first: `500 ${error}`, stored: false, second: '201' });
  const table = { hop: 'table', only: 'PutItem' } as const;
  await all(t, [
    [{ ...table, fault: 'drop' }, refused('TimeoutError')],
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
    [{ ...table, fault: 'error' }, refused('InternalServerError')],
    [
      { ...table, fault: 'error', error: 'ProvisionedThroughputExceededException' },
      refused('ProvisionedThroughputExceededException'),
    ],
    [{ ...table, fault: 'error', error: 'ThrottlingException' }, refused('ThrottlingException')],
    [{ ...table, fault: 'error', error: 'RequestLimitExceeded' }, refused('RequestLimitExceeded')],
    [
      { ...table, fault: 'error-after' },
      { first: '500 InternalServerError', stored: true, second: again },
    ],
    [{ ...table, fault: 'conflict' }, refused('TransactionConflictException')],
  ]);
});

test('a run can be repeated: the same seed on another engine gives each sender the same answers', async (t) => {
  const rules: Rule[] = [
    { hop: 'http', fault: 'lose-answer', chance: 0.3 },
    { hop: 'handler', fault: 'crash', chance: 0.2 },
    { hop: 'table', fault: 'error', chance: 0.3, only: 'PutItem' },
  ];
  const run = async (seed: number) => {
    const way = await aWay(t);
    way.engine.faults.set(rules, seed);
    const told: string[] = [];
    for (let at = 0; at < 20; at += 1) told.push(await way.posts('wall', `note ${at}`));
    return told;
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

test('a transaction that meets another one is cancelled with that reason, and reads never are', async (t) => {
  const way = await aWay(t);
  const { dynamodb } = way.engine.services;
  const TableName = way.engine.outputs['Table'];
  way.engine.faults.set([{ hop: 'table', fault: 'conflict' }], 1);
  const Put = { TableName, Item: { board: { S: 'wall' }, name: { S: 'both' } } };
  await assert.rejects(dynamodb.call('TransactWriteItems', { TransactItems: [{ Put }] }), {
    type: 'TransactionCanceledException',
    message: /\[TransactionConflict\]$/,
  });
  assert.deepEqual(await way.stored(), []);
});
