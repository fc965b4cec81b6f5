import assert from 'node:assert/strict';
import test from 'node:test';
import { Gathered } from './byte-buffer.ts';

test('pieces are kept in their order, and what they were cut from may be overwritten', () => {
  const source = Buffer.from('abcdef');
  const gathered = new Gathered(source.subarray(0, 2));
  gathered.add(source.subarray(2, 3));
  gathered.add(source.subarray(3, 3));
  gathered.add(source.subarray(3));
  source.fill('x');
  assert.equal(gathered.length, 6);
  assert.equal(gathered.bytes.toString(), 'abcdef');
});

test('it holds at most twice what came', () => {
  const gathered = new Gathered(Buffer.from('a'));
  for (let length = 2; length < 5000; length++) {
    gathered.add(Buffer.from('b'));
    assert.equal(gathered.length, length);
    assert.ok(gathered.bytes.buffer.byteLength <= 2 * length);
  }
});
