// Queries as users type them, and as the server reads them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFilter, serverQuery, withFilter } from './query-text.ts';

const context = {
  channels: [
    { name: 'general', title: 'general' },
    { name: 'x7k2', title: 'Secret Plans' },
    { name: 'd81', title: 'Müller, Eve' },
  ],
  self: 'ann',
};
const textOf = (text: string) => {
  const query = serverQuery(text, context);
  return 'text' in query ? query.text : query;
};

test('channels are named by their titles, and the user as me', () => {
  assert.equal(textOf('hi in:general from:me'), 'hi in:general from:ann');
  assert.equal(textOf('hi in:"secret plans" "a b" from:@Bob'), 'hi in:x7k2 "a b" from:@Bob');
  assert.equal(textOf('in:"muller, eve" x'), 'in:d81 x');
});

test('a day is the beginning of the day of the user', () => {
  const begin = new Date(2026, 2, 5).toISOString();
  assert.equal(textOf('after:2026-3-5 x'), `after:${begin} x`);
});

test('a value that is not understood is named', () => {
  assert.deepEqual(textOf('x in:nowhere'), { problem: 'in', value: 'nowhere' });
  assert.deepEqual(textOf('before:2026-02-30'), { problem: 'before', value: '2026-02-30' });
  assert.deepEqual(textOf('has:fun'), { problem: 'has', value: 'fun' });
  assert.equal(textOf('in: x'), 'in: x');
});

test('a filter is added, or completes the one that is being typed', () => {
  assert.equal(withFilter('', 'from', ''), 'from:');
  assert.equal(withFilter('hello', 'has', 'link'), 'hello has:link ');
  assert.equal(withFilter('hello in:sec', 'in', 'Secret Plans'), 'hello in:"Secret Plans" ');
  assert.equal(withFilter('in:"Secret Pl', 'in', 'Secret Plans'), 'in:"Secret Plans" ');
  assert.equal(openFilter('from:bo')?.value, 'bo');
  assert.equal(openFilter('from:bo '), undefined);
});
