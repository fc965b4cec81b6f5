import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Echoes } from './duplicate-filter.ts';

test('what one line brought is a copy when the other brings it', () => {
  const echoes = new Echoes();
  assert.equal(echoes.isCopy('"hi"', 'old', 0), false);
  assert.equal(echoes.isCopy('"hi"', 'new', 5), true);
});

test('the copy may come first', () => {
  const echoes = new Echoes();
  assert.equal(echoes.isCopy('"hi"', 'new', 0), false);
  assert.equal(echoes.isCopy('"hi"', 'old', 5), true);
});

test('who says hi twice is heard twice', () => {
  const echoes = new Echoes();
  const seen = ['old', 'old', 'new', 'new'].map((line) => echoes.isCopy('"hi"', line, 0));
  assert.deepEqual(seen, [false, false, true, true]);
});

test('a repetition on the same line is no copy', () => {
  const echoes = new Echoes();
  assert.deepEqual([echoes.isCopy('"hi"', 'new', 0), echoes.isCopy('"hi"', 'new', 0)], [false, false]);
});

test('an event that comes much later on the other line is a new one', () => {
  const echoes = new Echoes();
  assert.equal(echoes.isCopy('"hi"', 'old', 0), false);
  assert.equal(echoes.isCopy('"hi"', 'new', 10_000), false);
});

test('a flood is forgotten from its beginning', () => {
  const echoes = new Echoes();
  for (let index = 0; index < 5_000; index++) echoes.isCopy(`${index}`, 'old', 0);
  assert.equal(echoes.isCopy('0', 'new', 0), false);
  assert.equal(echoes.isCopy('4999', 'new', 0), true);
});
