import assert from 'node:assert/strict';
import test from 'node:test';
import { parsePublishResult } from './handler-hooks.ts';

const INCOMING = [
  { id: 'a', text: '1' },
  { id: 'b', text: '2' },
];
const broken = { name: 'AwsError', type: 'HandlerExecutionError' };

test('events are broadcast in the order of the handler; null entries are skipped', () => {
  const value = [{ id: 'b', payload: { x: 1 } }, null, { id: 'a', payload: 'text', error: null }];
  assert.deepEqual(parsePublishResult(value, INCOMING), [
    { id: 'b', text: '{"x":1}' },
    { id: 'a', text: '"text"' },
  ]);
});

test('an event with an error is not broadcast, whatever its payload', () => {
  assert.deepEqual(parsePublishResult([{ id: 'a', payload: 1, error: 'no' }], INCOMING), [{ id: 'a', error: 'no' }]);
});

test('undefined, null and an empty list broadcast nothing', () => {
  for (const value of [undefined, null, []]) assert.deepEqual(parsePublishResult(value, INCOMING), []);
});

test('an event without a payload is broadcast as null', () => {
  assert.deepEqual(parsePublishResult([{ id: 'a' }], INCOMING), [{ id: 'a', text: 'null' }]);
});

test('a value that is not a list, or that names an unknown event or one twice, fails the request', () => {
  const wrong = ['x', 7, true, {}, [1], [{}], [{ id: 'c' }], [{ id: 'a' }, { id: 'a' }], [{ id: ['a'] }]];
  for (const value of wrong) assert.throws(() => parsePublishResult(value, INCOMING), broken, JSON.stringify(value));
});
