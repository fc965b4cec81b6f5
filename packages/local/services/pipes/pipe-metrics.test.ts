import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { News } from './pipe-metrics.ts';

function open(): { news: News; lines: string[]; clock: ManualClock } {
  const lines: string[] = [];
  const clock = new ManualClock();
  return { news: new News('chat', clock, (line) => lines.push(line)), lines, clock };
}

const FAILS = 'The pipe chat cannot deliver: Its target answered 500. It keeps trying.';

test('one or two failures are no news', () => {
  const { news, lines } = open();
  news.failed(0, 1, 'Its target answered 500.');
  news.failed(0, 2, 'Its target answered 500.');
  assert.deepEqual(lines, []);
  assert.equal(news.failing, false);
  assert.equal(news.reason, 'Its target answered 500.');
});

test('the third is, and the fourth is not again', () => {
  const { news, lines } = open();
  for (const tries of [3, 4, 5]) news.failed(0, tries, 'Its target answered 500.');
  assert.deepEqual(lines, [FAILS]);
  assert.equal(news.failing, true);
});

test('ten lanes that fail together are one line, and one when the last of them is well', () => {
  const { news, lines } = open();
  for (let lane = 0; lane < 10; lane += 1) news.failed(lane, 3, 'Its target answered 500.');
  for (let lane = 0; lane < 9; lane += 1) news.passed(lane, true);
  assert.deepEqual(lines, [FAILS]);
  news.passed(9, true);
  assert.deepEqual(lines, [FAILS, 'The pipe chat delivers again.']);
  assert.equal(news.reason, undefined);
});

test('trouble that comes and goes is told of once in a minute', () => {
  const { news, lines, clock } = open();
  for (let round = 0; round < 6; round += 1) {
    news.failed(0, 3, 'Its target answered 500.');
    news.passed(0, true);
    clock.advance(15_000);
  }
  assert.equal(lines.filter((line) => line === FAILS).length, 2);
});

test('a record that is given up is told of, also when the target was', () => {
  const { news, lines } = open();
  news.failed(0, 3, 'Its target answered 400.');
  news.gaveUp('RetryAttemptsExhausted', 'left it in its dead-letter queue');
  news.passed(0, false);
  assert.deepEqual(lines, [
    'The pipe chat cannot deliver: Its target answered 400. It keeps trying.',
    'The pipe chat gave up a record (RetryAttemptsExhausted: Its target answered 400.) and left it in its dead-letter queue.',
  ]);
  news.passed(0, true);
  assert.equal(lines.at(-1), 'The pipe chat delivers again.');
});

test('a pipe that never failed does not say that it delivers again', () => {
  const { news, lines } = open();
  news.passed(0, true);
  assert.deepEqual(lines, []);
});

test('a connection that lost its key says what to do', () => {
  const { news, lines } = open();
  news.waits(0, 'The endpoint answered 401.');
  news.waits(1, 'The endpoint answered 401.');
  assert.deepEqual(lines, [
    'The pipe chat waits: The endpoint answered 401. Update the connection with a good key, and it goes on.',
  ]);
});

test('a template that may break values is told of once', () => {
  const { news, lines } = open();
  news.hazard();
  news.hazard();
  assert.equal(lines.length, 1);
});

test('a stream that cannot be read is news at once, and also when it can be read again', () => {
  const { news, lines } = open();
  news.unread('Its stream cannot be read: it is gone.');
  news.read();
  news.read();
  assert.deepEqual(lines, [
    'The pipe chat cannot deliver: Its stream cannot be read: it is gone. It keeps trying.',
    'The pipe chat delivers again.',
  ]);
});
