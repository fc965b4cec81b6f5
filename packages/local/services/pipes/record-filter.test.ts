import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AwsError } from '../../errors.ts';
import { parseRecordFilter } from './record-filter.ts';

function passes(pattern: string, record: unknown): boolean {
  return parseRecordFilter([{ Pattern: pattern }])(record);
}

/** whether a rule matches the value of one field. */
function fits(rule: string, value: unknown): boolean {
  return passes(`{"a":[${rule}]}`, value === undefined ? {} : { a: value });
}

function isRejected(pattern: string): boolean {
  try {
    parseRecordFilter([{ Pattern: pattern }]);
    return false;
  } catch (error) {
    return (error as AwsError).type === 'ValidationException';
  }
}

test('an edit does not pass a filter for inserts', () => {
  assert.equal(passes('{"eventName":["INSERT"]}', { eventName: 'MODIFY' }), false);
  assert.equal(passes('{"eventName":["INSERT"]}', { eventName: 'INSERT' }), true);
});

test('values in one list are alternatives', () => {
  assert.equal(passes('{"eventName":["INSERT","MODIFY"]}', { eventName: 'REMOVE' }), false);
  assert.equal(passes('{"eventName":["INSERT","MODIFY"]}', { eventName: 'MODIFY' }), true);
});

test('a nested prefix matches', () => {
  const record = { dynamodb: { NewImage: { channel: { S: 'general' } } } };
  assert.ok(passes('{"dynamodb":{"NewImage":{"channel":{"S":[{"prefix":"gen"}]}}}}', record));
});

test('exists matches missing fields', () => {
  const pattern = '{"dynamodb":{"NewImage":{"wire":{"S":[{"exists":false}]}}}}';
  assert.equal(passes(pattern, { dynamodb: { NewImage: { message: { S: 'hi' } } } }), true);
  assert.equal(passes(pattern, { dynamodb: { NewImage: { wire: { S: 'x' } } } }), false);
  assert.equal(passes(pattern, { dynamodb: {} }), true);
});

test('a number of DynamoDB is a string, which no numeric rule matches', () => {
  assert.equal(
    passes('{"dynamodb":{"NewImage":{"n":{"N":[{"numeric":[">",5]}]}}}}', {
      dynamodb: { NewImage: { n: { N: '42' } } },
    }),
    false,
  );
});

test('a record passes if one of two filters matches', () => {
  const filter = parseRecordFilter([{ Pattern: '{"eventName":["REMOVE"]}' }, { Pattern: '{"eventName":["INSERT"]}' }]);
  assert.equal(filter({ eventName: 'INSERT' }), true);
  assert.equal(filter({ eventName: 'MODIFY' }), false);
});

test('a wildcard and invalid JSON are rejected', () => {
  assert.ok(isRejected('{"a":[{"wildcard":"x*"}]}'));
  assert.ok(isRejected('{"a":'));
});

test('expired items are distinguished from deleted items', () => {
  const pattern = '{"userIdentity":{"principalId":["dynamodb.amazonaws.com"]}}';
  const expired = { eventName: 'REMOVE', userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } };
  assert.equal(passes(pattern, expired), true);
  assert.equal(passes(pattern, { eventName: 'REMOVE' }), false);
});

const FITTING: readonly [rule: string, value: unknown, fits: boolean][] = [
  ['"x"', 'x', true],
  ['"x"', 'X', false],
  ['""', '', true],
  ['""', undefined, false],
  ['null', null, true],
  ['null', undefined, false],
  ['1', 1, true],
  ['1', '1', false],
  ['true', true, true],
  ['"x"', ['y', 'x'], true],
  ['{"prefix":"ab"}', 'abc', true],
  ['{"prefix":"ab"}', 'Abc', false],
  ['{"prefix":{"equals-ignore-case":"AB"}}', 'abc', true],
  ['{"suffix":"bc"}', 'abc', true],
  ['{"suffix":{"equals-ignore-case":"BC"}}', 'abc', true],
  ['{"suffix":"bc"}', 7, false],
  ['{"equals-ignore-case":"ABC"}', 'abc', true],
  ['{"anything-but":"x"}', 'y', true],
  ['{"anything-but":"x"}', 'x', false],
  ['{"anything-but":["x","y"]}', 'y', false],
  ['{"anything-but":[1,2]}', 3, true],
  ['{"anything-but":"x"}', undefined, false],
  ['{"exists":true}', 'x', true],
  ['{"exists":true}', undefined, false],
  ['{"exists":true}', { not: 'a leaf' }, false],
  ['{"numeric":[">",0,"<=",5]}', 5, true],
  ['{"numeric":[">",0,"<=",5]}', 0, false],
  ['{"numeric":["=",3]}', 3, true],
  ['{"numeric":["<",3]}', 'two', false],
];

for (const [rule, value, expected] of FITTING) {
  test(`the rule ${rule} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(value) ?? 'nothing'}`, () => {
    assert.equal(fits(rule, value), expected);
  });
}

test('all fields must match, and $or requires one of several', () => {
  const pattern = '{"a":["1"],"$or":[{"b":["2"]},{"c":[{"exists":true}]}]}';
  assert.equal(passes(pattern, { a: '1', b: '2' }), true);
  assert.equal(passes(pattern, { a: '1', c: 'x' }), true);
  assert.equal(passes(pattern, { a: '1' }), false);
  assert.equal(passes(pattern, { b: '2' }), false);
});

test('without a filter every record passes', () => {
  assert.ok(parseRecordFilter(undefined)({}));
  assert.ok(parseRecordFilter([])({}));
});

const REJECTED = [
  '"INSERT"',
  '[]',
  '{"a":"INSERT"}',
  '{"a":[]}',
  '{"a":[["x"]]}',
  '{"a":[{"prefix":5}]}',
  '{"a":[{"prefix":"a","suffix":"b"}]}',
  '{"a":[{"anything-but":{"prefix":"x"}}]}',
  '{"a":[{"anything-but":[]}]}',
  '{"a":[{"exists":"yes"}]}',
  '{"a":[{"numeric":["!",5]}]}',
  '{"a":[{"numeric":[">","5"]}]}',
  '{"a":[{"constructor":"x"}]}',
  '{"a":[{}]}',
  '{"$or":{}}',
];

for (const pattern of REJECTED) test(`the pattern ${pattern} is rejected`, () => assert.ok(isRejected(pattern)));

test('a pattern of more than 4096 characters and a sixth filter are rejected', () => {
  assert.ok(isRejected(`{"a":["${'x'.repeat(4096)}"]}`));
  assert.throws(() => parseRecordFilter(Array.from({ length: 6 }, () => ({ Pattern: '{}' }))), {
    type: 'ValidationException',
  });
});

test('a field named like a member of every object is an ordinary field', () => {
  assert.equal(passes('{"constructor":[{"exists":true}]}', {}), false);
  assert.equal(passes('{"__proto__":{"a":["x"]}}', {}), false);
});
