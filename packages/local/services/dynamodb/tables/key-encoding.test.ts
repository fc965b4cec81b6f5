// Encoded keys sort in DynamoDB's order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeKey } from './key-encoding.ts';
import { SortedKeys } from './sorted-keys.ts';

const isAscending = (values: readonly object[]) => {
  const orders = values.map((value) => encodeKey(value as { S: string }));
  for (let index = 1; index < orders.length; index++)
    assert.ok(
      (orders[index - 1] as string) < (orders[index] as string),
      `${JSON.stringify(values[index - 1])} before ${JSON.stringify(values[index])}`,
    );
};

test('numbers sort by value', () => {
  const plain = [
    '-99999999999999999999999999999999999999',
    '-1000',
    '-999.5',
    '-10',
    '-9.15',
    '-9.1',
    '-9',
    '-1',
    '-0.5',
    '-0.05',
  ];
  const others = [
    '0',
    '0.05',
    '0.5',
    '0.51',
    '1',
    '1.5',
    '9',
    '9.1',
    '10',
    '11',
    '99',
    '100',
    '101',
    '99999999999999999999999999999999999999',
  ];
  isAscending([...plain, ...others].map((N) => ({ N })));
  assert.equal(encodeKey({ N: '0' }), encodeKey({ N: '-0' }));
  assert.equal(encodeKey({ N: '100' }), encodeKey({ N: '100.0' }));
});

test('strings sort by their UTF-8 bytes, also where UTF-16 differs', () => {
  isAscending(['', 'A', 'a', 'aa', 'b', 'z', 'é', '\u{e000}', '\u{ffff}', '😀', '😁'].map((S) => ({ S })));
});

test('binary keys sort by their bytes', () => {
  isAscending(['AA==', 'AAA=', 'AQ==', 'fw==', 'gA==', '/w=='].map((B) => ({ B })));
});

test('a prefix finds exactly the keys that begin with it', () => {
  const order = new SortedKeys();
  for (const text of ['a', 'ab', 'abc', 'ab\u{7f}', 'abé', 'ac', 'b'])
    order.add('p', { order: encodeKey({ S: text }), key: text });
  assert.deepEqual([...order.query('p', { prefix: encodeKey({ S: 'ab' }) }, true)], ['ab', 'abc', 'ab\u{7f}', 'abé']);
  assert.deepEqual([...order.query('p', { prefix: '' }, false)].length, 7);
});

test('a key that is added twice is stored once, and a deleted key is removed', () => {
  const order = new SortedKeys();
  for (const key of ['x', 'y', 'x']) order.add('p', { order: '1', key });
  order.delete('p', { order: '1', key: 'z' });
  order.delete('q', { order: '1', key: 'x' });
  assert.deepEqual([...order.query('p', {}, true)], ['x', 'y']);
  for (const key of ['x', 'y']) order.delete('p', { order: '1', key });
  assert.deepEqual([...order.scan({ number: 0, of: 1 })], []);
});
