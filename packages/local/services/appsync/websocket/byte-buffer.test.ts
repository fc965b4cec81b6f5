import assert from 'node:assert/strict';
import test from 'node:test';
import { ByteBuffer } from './byte-buffer.ts';

test('pieces are stored in order, and their sources may be overwritten', () => {
  const source = Buffer.from('abcdef');
  const buffer = new ByteBuffer(source.subarray(0, 2));
  buffer.append(source.subarray(2, 3));
  buffer.append(source.subarray(3, 3));
  buffer.append(source.subarray(3));
  source.fill('x');
  assert.equal(buffer.length, 6);
  assert.equal(buffer.bytes.toString(), 'abcdef');
});

test('it holds at most twice its content', () => {
  const buffer = new ByteBuffer(Buffer.from('a'));
  for (let length = 2; length < 5000; length++) {
    buffer.append(Buffer.from('b'));
    assert.equal(buffer.length, length);
    assert.ok(buffer.bytes.buffer.byteLength <= 2 * length);
  }
});
