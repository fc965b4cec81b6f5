import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSchedule } from './schedule.ts';

/** The moments that follow, written as AWS's documentation writes times. */
function next(expression: string, after: string, count = 1): string[] {
  const schedule = parseSchedule(expression);
  const moments: string[] = [];
  for (let at = schedule(Date.parse(after)); at !== undefined && moments.length < count; at = schedule(at))
    moments.push(new Date(at).toISOString().slice(0, 16));
  return moments;
}

test('a rate is due repeatedly, counted from the start', () => {
  assert.deepEqual(next('rate(15 minutes)', '2026-11-23T10:07Z', 2), ['2026-11-23T10:22', '2026-11-23T10:37']);
  assert.deepEqual(next('rate(1 hour)', '2026-11-23T10:07Z'), ['2026-11-23T11:07']);
  assert.deepEqual(next('rate(7 days)', '2026-11-23T10:07Z'), ['2026-11-30T10:07']);
});

const CRONS: readonly [expression: string, moments: string[]][] = [
  ['cron(0 10 * * ? *)', ['2026-11-24T10:00', '2026-11-25T10:00']],
  ['cron(15 12 * * ? *)', ['2026-11-23T12:15', '2026-11-24T12:15']],
  ['cron(0 18 ? * MON-FRI *)', ['2026-11-23T18:00', '2026-11-24T18:00']],
  ['cron(0 8 1 * ? *)', ['2026-12-01T08:00', '2027-01-01T08:00']],
  ['cron(0/10 * ? * 2-6 *)', ['2026-11-23T10:10', '2026-11-23T10:20']],
  ['cron(0,30 0 ? FEB SUN 2027)', ['2027-02-07T00:00', '2027-02-07T00:30']],
  ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
  ['cron(0 0 1 1 ? 2026)', []],
];

for (const [expression, moments] of CRONS)
  test(`${expression} is due as AWS documents`, () => {
    assert.deepEqual(next(expression, '2026-11-23T10:00Z', 2), moments);
  });

test('an invalid schedule is rejected by name', () => {
  for (const expression of [
    '',
    'at(2026-11-23T10:00:00)',
    'rate(0 minutes)',
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(5 weeks)',
    'cron(0 10 * * *)',
    'cron(0 10 * * * *)',
    'cron(0 10 ? * ? *)',
    'cron(60 10 * * ? *)',
    'cron(0 10 L * ? *)',
    'cron(0 10 ? * 6#3 *)',
    'cron(0 10 3W * ? *)',
    'cron(5-1 10 * * ? *)',
    'cron(0/0 10 * * ? *)',
  ])
    assert.throws(() => parseSchedule(expression), { type: 'ValidationException' }, expression);
});
