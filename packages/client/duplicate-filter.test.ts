import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DuplicateFilter } from './duplicate-filter.ts';

test('an event of one socket is a duplicate when the other socket brings it', () => {
  const filter = new DuplicateFilter();
  assert.equal(filter.isDuplicate('"hi"', 'old', 0), false);
  assert.equal(filter.isDuplicate('"hi"', 'new', 5), true);
});

test('the new socket may bring the event first', () => {
  const filter = new DuplicateFilter();
  assert.equal(filter.isDuplicate('"hi"', 'new', 0), false);
  assert.equal(filter.isDuplicate('"hi"', 'old', 5), true);
});

test('a text that is published twice is delivered twice', () => {
  const filter = new DuplicateFilter();
  const seen = ['old', 'old', 'new', 'new'].map((socket) => filter.isDuplicate('"hi"', socket, 0));
  assert.deepEqual(seen, [false, false, true, true]);
});

test('a repetition on the same socket is not a duplicate', () => {
  const filter = new DuplicateFilter();
  assert.deepEqual([filter.isDuplicate('"hi"', 'new', 0), filter.isDuplicate('"hi"', 'new', 0)], [false, false]);
});

test('an event that arrives much later on the other socket is a new event', () => {
  const filter = new DuplicateFilter();
  assert.equal(filter.isDuplicate('"hi"', 'old', 0), false);
  assert.equal(filter.isDuplicate('"hi"', 'new', 10_000), false);
});

test('on a clock that was set back, an event that arrives much later is a new event too', () => {
  const filter = new DuplicateFilter();
  assert.equal(filter.isDuplicate('"hi"', 'old', 3_600_000), false);
  assert.equal(filter.isDuplicate('"hi"', 'new', 10_000), false);
});

test('the oldest events are forgotten when there are too many', () => {
  const filter = new DuplicateFilter();
  for (let index = 0; index < 5_000; index++) filter.isDuplicate(`${index}`, 'old', 0);
  assert.equal(filter.isDuplicate('0', 'new', 0), false);
  assert.equal(filter.isDuplicate('4999', 'new', 0), true);
});
