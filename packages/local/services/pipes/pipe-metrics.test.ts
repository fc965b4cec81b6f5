import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { StatusReporter } from './pipe-metrics.ts';

function open(): { reporter: StatusReporter; lines: string[]; clock: ManualClock } {
  const lines: string[] = [];
  const clock = new ManualClock();
  return { reporter: new StatusReporter('chat', clock, (line) => lines.push(line)), lines, clock };
}

const FAILS = 'The pipe chat cannot deliver: Its target answered 500. It keeps retrying.';

test('one or two failures are not reported', () => {
  const { reporter, lines } = open();
  reporter.failed(0, 1, 'Its target answered 500.');
  reporter.failed(0, 2, 'Its target answered 500.');
  assert.deepEqual(lines, []);
  assert.equal(reporter.failing, false);
  assert.equal(reporter.reason, 'Its target answered 500.');
});

test('the third failure is reported, and the fourth is not reported again', () => {
  const { reporter, lines } = open();
  for (const attempts of [3, 4, 5]) reporter.failed(0, attempts, 'Its target answered 500.');
  assert.deepEqual(lines, [FAILS]);
  assert.equal(reporter.failing, true);
});

test('ten failing lanes are reported in one line, and their recovery in another', () => {
  const { reporter, lines } = open();
  for (let lane = 0; lane < 10; lane += 1) reporter.failed(lane, 3, 'Its target answered 500.');
  for (let lane = 0; lane < 9; lane += 1) reporter.completed(lane, true);
  assert.deepEqual(lines, [FAILS]);
  reporter.completed(9, true);
  assert.deepEqual(lines, [FAILS, 'The pipe chat delivers again.']);
  assert.equal(reporter.reason, undefined);
});

test('intermittent failures are reported once a minute', () => {
  const { reporter, lines, clock } = open();
  for (let round = 0; round < 6; round += 1) {
    reporter.failed(0, 3, 'Its target answered 500.');
    reporter.completed(0, true);
    clock.advance(15_000);
  }
  assert.equal(lines.filter((line) => line === FAILS).length, 2);
});

test('a record that is given up is reported, even after the failure was', () => {
  const { reporter, lines } = open();
  reporter.failed(0, 3, 'Its target answered 400.');
  reporter.gaveUp('RetryAttemptsExhausted', 'sent it to its dead-letter queue');
  reporter.completed(0, false);
  assert.deepEqual(lines, [
    'The pipe chat cannot deliver: Its target answered 400. It keeps retrying.',
    'The pipe chat gave up a record (RetryAttemptsExhausted: Its target answered 400.) and sent it to its dead-letter queue.',
  ]);
  reporter.completed(0, true);
  assert.equal(lines.at(-1), 'The pipe chat delivers again.');
});

test('a pipe that never failed reports no recovery', () => {
  const { reporter, lines } = open();
  reporter.completed(0, true);
  assert.deepEqual(lines, []);
});

test('a deauthorized connection is reported with what to do', () => {
  const { reporter, lines } = open();
  reporter.blocked(0, 'The endpoint answered 401.');
  reporter.blocked(1, 'The endpoint answered 401.');
  assert.deepEqual(lines, [
    'The pipe chat waits: The endpoint answered 401. Update the connection with a valid key to continue.',
  ]);
});

test('a template with unescaped values is reported once', () => {
  const { reporter, lines } = open();
  reporter.unsafeBody();
  reporter.unsafeBody();
  assert.equal(lines.length, 1);
});

test('a stream that cannot be read is reported at once, and so is its recovery', () => {
  const { reporter, lines } = open();
  reporter.streamFailed('Its stream cannot be read: it is gone.');
  reporter.streamRead();
  reporter.streamRead();
  assert.deepEqual(lines, [
    'The pipe chat cannot deliver: Its stream cannot be read: it is gone. It keeps retrying.',
    'The pipe chat delivers again.',
  ]);
});
