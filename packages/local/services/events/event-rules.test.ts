import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordedTargets } from '../../testing/rule-targets.ts';
import { until, WatchedClock } from '../../testing/watched-clock.ts';
import { Ids } from '../resource-ids.ts';
import { EventRules } from './event-rules.ts';
import { eventsResources } from './events-resources.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:repair';
const DESTINATION = 'arn:aws:events:us-east-1:000000000000:api-destination/publish/1';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:jobs';
const DEAD = 'arn:aws:sqs:us-east-1:000000000000:dead';
const ROLE = 'arn:aws:iam::000000000000:role/rule';
const ORDER = { source: 'shop', 'detail-type': 'Order', detail: { id: 7, note: 'say "hi"', items: [{ name: 'tea' }] } };
const LOST = { source: 'aws.events', 'detail-type': 'Connection Deauthorized', detail: { ConnectionName: 'key' } };

/** A bus with rules from a template, and the inputs of their function. */
function open() {
  const clock = new WatchedClock();
  const lines: string[] = [];
  const targets = new RecordedTargets();
  const { inputs } = targets;
  const rules = new EventRules({ clock, targets, say: (line) => lines.push(line) });
  const kind = eventsResources.find(({ type }) => type === 'AWS::Events::Rule');
  const rule = (properties: Record<string, unknown>, logicalId = 'Rule') =>
    kind?.create(
      {
        logicalId,
        type: 'AWS::Events::Rule',
        properties: { Targets: [{ Id: 'T', Arn: FUNCTION }], ...properties },
        metadata: {},
      },
      { rules, ids: new Ids('chat'), events: undefined as never },
    );
  return { clock, rules, rule, targets, inputs, lines };
}

test("a matching event invokes the function with EventBridge's envelope", () => {
  const { rules, rule, inputs } = open();
  rule({ EventPattern: { source: ['aws.events'], detail: { ConnectionName: ['key'] } } });
  rules.put({ ...LOST, resources: ['arn:connection'] });
  rules.put({ ...LOST, detail: { ConnectionName: 'other' } });
  assert.equal(inputs.length, 1);
  const { id, ...event } = inputs[0] ?? {};
  assert.match(String(id), /^[0-9a-f-]{36}$/);
  assert.deepEqual(event, {
    version: '0',
    account: '000000000000',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: ['arn:connection'],
    ...LOST,
  });
});

test('a target with an input receives it in place of the event', () => {
  const { rules, rule, inputs } = open();
  rule({ EventPattern: { source: ['aws.events'] }, Targets: [{ Id: 'T', Arn: FUNCTION, Input: '{"why":"test"}' }] });
  rules.put(LOST);
  assert.deepEqual(inputs, [{ why: 'test' }]);
});

test('a disabled rule matches nothing', () => {
  const { rules, rule, inputs, clock } = open();
  rule({ EventPattern: { source: ['aws.events'] }, ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' });
  rules.run();
  rules.put(LOST);
  clock.advance(3_600_000);
  assert.deepEqual(inputs, []);
});

test('a schedule fires on the clock, until the rules are closed', () => {
  const { rules, rule, inputs, clock } = open();
  rule({ ScheduleExpression: 'rate(15 minutes)' });
  clock.advance(3_600_000);
  assert.equal(inputs.length, 0, 'nothing before the engine is listening');
  rules.run();
  clock.advance(45 * 60_000);
  assert.equal(inputs.length, 3);
  assert.equal(inputs[0]?.['detail-type'], 'Scheduled Event');
  assert.equal(inputs[0]?.['time'], '2026-01-01T01:15:00Z');
  rules.close();
  clock.advance(3_600_000);
  assert.equal(inputs.length, 3);
});

test('a schedule that is months away fires on its day', () => {
  const { rules, rule, inputs, clock } = open();
  rule({ ScheduleExpression: 'cron(0 6 1 7 ? *)' });
  rules.run();
  clock.advance(180 * 24 * 3_600_000);
  assert.equal(inputs.length, 0);
  clock.advance(2 * 24 * 3_600_000);
  assert.equal(inputs[0]?.['time'], '2026-07-01T06:00:00Z');
});

test('a function without permission is not invoked, and that is reported', async () => {
  const { rules, rule, inputs, lines, targets } = open();
  targets.allowed = false;
  rule({ EventPattern: { source: ['aws.events'] } });
  rules.put(LOST);
  await until('it is reported', () => lines.length > 0);
  assert.deepEqual(inputs, []);
  assert.match(lines[0] ?? '', /could not deliver an event to .*repair: the function has no AWS::Lambda::Permission/);
});

test('a transformer fills its template from the event, and an API destination receives it as an AppSync publish', async () => {
  const { rules, rule, targets } = open();
  rule({
    EventPattern: { source: ['shop'] },
    Targets: [
      {
        Id: 'T',
        Arn: DESTINATION,
        RoleArn: ROLE,
        InputTransformer: {
          InputPathsMap: { id: '$.detail.id', type: "$['detail-type']", first: '$.detail.items[0].name' },
          InputTemplate:
            '{"channel":"orders/<id>","events":["{\\"type\\":\\"<type>\\",\\"first\\":\\"<first>\\"}"],"rule":<aws.events.rule-name>}',
        },
        HttpParameters: { HeaderParameters: { 'x-order': '$.detail.id' } },
      },
    ],
  });
  rules.put(ORDER);
  await until('it is called', () => targets.calls.length > 0);
  const { body, headers } = targets.calls[0] as { body: string; headers: object };
  assert.match(
    body,
    /^\{"channel":"orders\/7","events":\["\{\\"type\\":\\"Order\\",\\"first\\":\\"tea\\"\}"\],"rule":"chat-Rule-\w+"\}$/,
  );
  assert.deepEqual(headers, { 'x-order': '7' });
});

test('a queue receives a part of the event, and a rule of another bus the whole one', async () => {
  const { rules, rule, targets, inputs } = open();
  rules.addBus('orders');
  rule({ EventPattern: { source: ['shop'] }, Targets: [{ Id: 'T', Arn: QUEUE, InputPath: '$.detail' }] }, 'ToQueue');
  const bus = 'arn:aws:events:us-east-1:000000000000:event-bus/orders';
  rule({ EventPattern: { source: ['shop'] }, Targets: [{ Id: 'T', Arn: bus, RoleArn: ROLE }] }, 'ToBus');
  rule({ EventPattern: { source: ['shop'] }, EventBusName: 'orders' }, 'OnOrders');
  const id = rules.put(ORDER);
  await until('both are delivered', () => targets.messages.length > 0 && inputs.length > 0);
  assert.deepEqual(JSON.parse(targets.messages[0]?.body ?? ''), ORDER.detail);
  assert.equal(inputs.length, 1);
  assert.equal(inputs[0]?.['id'], id);
});

test('a failing API destination is retried with backoff; what stays undelivered is a dead letter with its reason', async () => {
  const { rules, rule, targets, clock } = open();
  const retried = { Id: 'T', Arn: DESTINATION, RoleArn: ROLE, RetryPolicy: { MaximumRetryAttempts: 2 } };
  rule({ EventPattern: { source: ['shop'] }, Targets: [{ ...retried, DeadLetterConfig: { Arn: DEAD } }] });
  targets.statuses.push(503, 429, 500);
  rules.put(ORDER);
  for (const calls of [1, 2, 3]) {
    await until(`${calls} calls`, () => targets.calls.length === calls);
    await until('it waits', () => clock.waits().length > 0 || targets.messages.length > 0);
    clock.advance(10_000);
  }
  await until('a dead letter', () => targets.messages.length > 0);
  const [{ arn, body, attributes }] = targets.messages as [(typeof targets.messages)[number]];
  assert.equal(arn, DEAD);
  assert.deepEqual(JSON.parse(body).detail, ORDER.detail);
  const { RULE_ARN, ...rest } = attributes;
  assert.match(RULE_ARN ?? '', /:rule\/chat-Rule-/);
  assert.deepEqual(rest, {
    TARGET_ARN: DESTINATION,
    ERROR_CODE: 'SDK_CLIENT_ERROR',
    ERROR_MESSAGE: 'the API destination answered 500',
    RETRY_ATTEMPTS: '2',
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
  });
});

test('what an API destination refuses for good is not retried', async () => {
  const { rules, rule, targets, lines } = open();
  rule({ EventPattern: { source: ['shop'] }, Targets: [{ Id: 'T', Arn: DESTINATION, RoleArn: ROLE }] });
  targets.statuses.push(400);
  rules.put(ORDER);
  await until('it is reported', () => lines.length > 0);
  assert.equal(targets.calls.length, 1);
  assert.match(lines[0] ?? '', /answered 400\.$/);
});

const REJECTED: readonly [what: string, properties: Record<string, unknown>, error: object][] = [
  ['neither pattern nor schedule', {}, { type: 'ValidationException' }],
  ['a pattern that is none', { EventPattern: { source: 'x' } }, { type: 'InvalidEventPatternException' }],
  ['a wildcard', { EventPattern: { source: [{ wildcard: '*' }] } }, { type: 'InvalidEventPatternException' }],
  ['another bus', { EventPattern: { source: ['x'] }, EventBusName: 'mine' }, { type: 'ResourceNotFoundException' }],
  [
    'a topic as its target',
    { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'T', Arn: 'arn:aws:sns:us-east-1:0:t' }] },
    { code: 'not-emulated' },
  ],
  [
    'a destination without a role',
    { EventPattern: { source: ['x'] }, Targets: [{ Id: 'T', Arn: DESTINATION }] },
    { type: 'ValidationException', message: /RoleArn is required/ },
  ],
  [
    'two inputs of one target',
    { EventPattern: { source: ['x'] }, Targets: [{ Id: 'T', Arn: FUNCTION, Input: '1', InputPath: '$' }] },
    { type: 'ValidationException', message: /only one of Input/ },
  ],
  [
    'an input that is not JSON',
    { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'T', Arn: FUNCTION, Input: '{' }] },
    { type: 'ValidationException' },
  ],
];

for (const [what, properties, error] of REJECTED)
  test(`a rule with ${what} is rejected`, () => {
    assert.throws(() => open().rule(properties), error);
  });
