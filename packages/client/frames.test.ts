import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFrame, parseObject } from './frames.ts';

test('a frame is an object with a type', () => {
  assert.deepEqual(parseFrame('{"type":"ka"}'), { type: 'ka' });
});

for (const received of [
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
  test(`${JSON.stringify(received)} is taken for what it is`, () => {
    assert.equal(
      parseFrame(received)?.type,
      received.startsWith('{"type":"ka"') && !received.endsWith('x') ? 'ka' : undefined,
    );
  });

for (const received of [undefined, null, 7, new ArrayBuffer(3), { type: 'ka' }])
  test(`a binary or foreign thing (${Object.prototype.toString.call(received)}) is no frame`, () => {
    assert.equal(parseFrame(received), undefined);
  });

test('members named like the insides of objects are plain data', () => {
  const frame = parseFrame('{"type":"data","__proto__":{"polluted":true},"constructor":1}');
  assert.equal(frame?.type, 'data');
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('what is no JSON has no members', () => {
  assert.deepEqual(parseObject('<html>'), {});
  assert.deepEqual(parseObject('null'), {});
});
