// Exact decimal arithmetic.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minus, plus } from './decimal.ts';

test('decimals are added and subtracted without rounding', () => {
  assert.equal(plus('0.1', '0.2'), '0.3');
  assert.equal(plus('9007199254740993', '1'), '9007199254740994');
  assert.equal(plus('99.99', '0.01'), '100');
  assert.equal(plus('-1.5', '1.5'), '0');
  assert.equal(minus('1', '3'), '-2');
  assert.equal(minus('-0.001', '0.0001'), '-0.0011');
  assert.equal(minus('1', '1.25'), '-0.25');
});

test('a sum of more than 38 digits, or beyond the largest number, is rejected', () => {
  assert.equal(plus('9'.repeat(38), '1'), `1${'0'.repeat(38)}`);
  assert.throws(() => plus('1'.repeat(38), '0.1'), { type: 'ValidationException', message: /38 significant digits/ });
  assert.throws(() => plus(`9${'0'.repeat(125)}`, `1${'0'.repeat(125)}`), { message: /Number overflow/ });
});
