import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNumber, parseQueueSettings } from './queue-settings.ts';

test('a queue without properties has the defaults of SQS', () => {
  assert.deepEqual(parseQueueSettings('Q', {}), {
    DelaySeconds: 0,
    MaximumMessageSize: 1_048_576,
    MessageRetentionPeriod: 345_600,
    ReceiveMessageWaitTimeSeconds: 0,
    VisibilityTimeout: 30,
  });
});

const LIMITS: readonly [name: Parameters<typeof parseNumber>[0], from: number, to: number][] = [
  ['DelaySeconds', 0, 900],
  ['MaximumMessageSize', 1_024, 1_048_576],
  ['MessageRetentionPeriod', 60, 1_209_600],
  ['ReceiveMessageWaitTimeSeconds', 0, 20],
  ['VisibilityTimeout', 0, 43_200],
];

for (const [name, from, to] of LIMITS) {
  test(`${name} is limited to ${from} through ${to}`, () => {
    assert.equal(parseNumber(name, from), from);
    assert.equal(parseNumber(name, String(to)), to);
    for (const value of [from - 1, to + 1, from + 0.5, Number.NaN, 'many', {}, [from, to]])
      assert.throws(() => parseNumber(name, value), {
        type: 'InvalidAttributeValue',
        message: `${name} must be a whole number from ${from} to ${to}.`,
      });
  });
}

test("an absent value has the queue's value", () => {
  assert.equal(parseNumber('DelaySeconds', undefined, 7), 7);
});
