import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFrame, parseObject } from './frames.ts';

test('a frame is an object with a type', () => {
  assert.deepEqual(parseFrame('{"type":"ka"}'), { type: 'ka' });
});

for (const data of [
  '',
  'x',
  'null',
  '[]',
  '42',
  '"x"',
  '{}',
  '{"type":1}',
  '{"type":"ka"} ',
  '{"type":"ka"}x',
  '\u0000',
])
  test(`${JSON.stringify(data)} is a frame only if it is an object with a type`, () => {
    assert.equal(parseFrame(data)?.type, data.startsWith('{"type":"ka"') && !data.endsWith('x') ? 'ka' : undefined);
  });

for (const data of [undefined, null, 7, new ArrayBuffer(3), { type: 'ka' }])
  test(`a message that is not text (${Object.prototype.toString.call(data)}) is not a frame`, () => {
    assert.equal(parseFrame(data), undefined);
  });

test('members named like object internals are plain data', () => {
  const frame = parseFrame('{"type":"data","__proto__":{"polluted":true},"constructor":1}');
  assert.equal(frame?.type, 'data');
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('text that is not JSON gives an object without members', () => {
  assert.deepEqual(parseObject('<html>'), {});
  assert.deepEqual(parseObject('null'), {});
});
