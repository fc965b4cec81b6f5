import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WatchedClock } from '../../testing/watched-clock.ts';
import { Ids } from '../resource-ids.ts';
import { EventRules } from './event-rules.ts';
import { eventsResources } from './events-resources.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:repair';
const LOST = { source: 'aws.events', 'detail-type': 'Connection Deauthorized', detail: { ConnectionName: 'key' } };

/** A bus with rules from a template, and the inputs of their function. */
function open() {
  const clock = new WatchedClock();
  const inputs: Record<string, unknown>[] = [];
  const lines: string[] = [];
  const allowed = { all: true };
  const functions = {
    permits: (arn: string, service: string, source: string) =>
      allowed.all && arn === FUNCTION && service === 'events.amazonaws.com' && /:rule\/chat-/.test(source),
    invokeAsync: (_arn: string, payload: unknown) => void inputs.push(payload as Record<string, unknown>),
  };
  const rules = new EventRules({ clock, functions, say: (line) => lines.push(line) });
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
  return { clock, rules, rule, inputs, lines, allowed };
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

test('a function without permission is not invoked, and that is reported', () => {
  const { rules, rule, inputs, lines, allowed } = open();
  allowed.all = false;
  rule({ EventPattern: { source: ['aws.events'] } });
  rules.put(LOST);
  assert.deepEqual(inputs, []);
  assert.match(lines[0] ?? '', /may not invoke .*repair: the function has no AWS::Lambda::Permission/);
});

const REJECTED: readonly [what: string, properties: Record<string, unknown>, error: object][] = [
  ['neither pattern nor schedule', {}, { type: 'ValidationException' }],
  ['a pattern that is none', { EventPattern: { source: 'x' } }, { type: 'InvalidEventPatternException' }],
  ['a wildcard', { EventPattern: { source: [{ wildcard: '*' }] } }, { type: 'InvalidEventPatternException' }],
  ['another bus', { EventPattern: { source: ['x'] }, EventBusName: 'mine' }, { code: 'not-emulated' }],
  [
    'a queue as its target',
    { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'T', Arn: 'arn:aws:sqs:::q' }] },
    { code: 'not-emulated' },
  ],
  [
    'a transformed input',
    { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'T', Arn: FUNCTION, InputTransformer: {} }] },
    { code: 'not-emulated' },
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
