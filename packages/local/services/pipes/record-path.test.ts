import assert from 'node:assert/strict';
import { test } from 'node:test';
import { follow, isPath, textOf } from './record-path.ts';

const RECORD = { a: { b: { S: 'deep' } }, list: [{ S: 'x' }, { S: 'y' }], 'with-dash': 1, n: null };

const FOLLOWED: readonly [path: string, value: unknown][] = [
  ['$', RECORD],
  ['$.a.b.S', 'deep'],
  ['$.a.b', { S: 'deep' }],
  ['$.list[1].S', 'y'],
  ['$.list.1.S', 'y'],
  ['$.list[*].S', ['x', 'y']],
  ['$.list[9].S', undefined],
  ['$.with-dash', 1],
  ['$.n', null],
  ['$.n.more', undefined],
  ['$.a.b.S.length', undefined],
  ['$.none', undefined],
  ['$.constructor', undefined],
  ['$.__proto__.x', undefined],
  ['$.list.length', undefined],
];

for (const [path, value] of FOLLOWED) {
  test(`${path} leads to ${JSON.stringify(value) ?? 'nothing'}`, () => {
    assert.deepEqual(follow(path, RECORD), value);
  });
}

const PATHS: readonly [text: string, is: boolean][] = [
  ['$', true],
  ['$.a', true],
  ['$.a.b[0].c', true],
  ['$.a[*]', true],
  ['a.b', false],
  ['price: $.a', false],
  ['$.a b', false],
  ['$..a', false],
  ["$.a['b']", false],
  ['$.a[?(@.b)]', false],
  ['', false],
];

for (const [text, is] of PATHS) {
  test(`${JSON.stringify(text)} is ${is ? 'a' : 'no'} path`, () => assert.equal(isPath(text), is));
}

test('a value as text is itself, nothing, or JSON', () => {
  assert.deepEqual(
    [textOf('a'), textOf(undefined), textOf(null), textOf(1), textOf({ a: 1 })],
    ['a', '', 'null', '1', '{"a":1}'],
  );
});
