import assert from 'node:assert/strict';
import test from 'node:test';
import { parseJson, parseJsonObject } from './bounded-json.ts';

const nested = (levels: number) => '['.repeat(levels) + ' '.repeat(512) + ']'.repeat(levels);

test('JSON with 512 levels is parsed, and with one more it is rejected', () => {
  assert.ok(Array.isArray(parseJson(nested(512))));
  assert.throws(() => parseJson(nested(513)), SyntaxError);
});

test('brackets, commas and quotes inside a string do not count', () => {
  const text = `${'['.repeat(2000)}${','.repeat(20_000)}"\\`;
  assert.deepEqual(parseJsonObject(JSON.stringify({ text })), { text });
  assert.throws(() => parseJsonObject(`{"text":"\\\\","deep":${nested(513)}}`), SyntaxError);
});

test('a frame with more than 10,000 members is rejected before it is parsed', () => {
  const members = (count: number) => `{${Array.from({ length: count }, (_, at) => `"k${at}":1`).join()}}`;
  assert.equal(Object.keys(parseJsonObject(members(10_001))).length, 10_001);
  assert.throws(() => parseJsonObject(members(10_002)), SyntaxError);
});

test('a frame must be an object', () => {
  for (const text of ['null', '[]', '42', '"x"', '', '{', '{} {}'])
    assert.throws(() => parseJsonObject(text), SyntaxError, text);
});
