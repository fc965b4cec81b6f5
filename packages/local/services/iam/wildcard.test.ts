import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesArn, matchesPattern } from './wildcard.ts';

const MATCHES: readonly [pattern: string, text: string, matches: boolean][] = [
  ['', '', true],
  ['', 'a', false],
  ['a', '', false],
  ['*', '', true],
  ['*', 'anything at all', true],
  ['?', '', false],
  ['?', 'a', true],
  ['?', 'ab', false],
  ['a*', 'a', true],
  ['*a', 'banana', true],
  ['*a', 'bananas', false],
  ['a*c', 'abcbc', true],
  ['a*c', 'abcb', false],
  ['*ab*', 'aab', true],
  ['a**b', 'ab', true],
  ['a?c*e', 'abcde', true],
  ['a?c*e', 'acde', false],
  ['dynamodb:Put*', 'dynamodb:PutItem', true],
  // Characters with a meaning in regular expressions have none here.
  ['a.c', 'abc', false],
  ['[ab]', 'a', false],
  ['a+', 'aa', false],
  ['(', '(', true],
  ['\\*', '\\anything', true],
];

for (const [pattern, text, matches] of MATCHES)
  test(`${JSON.stringify(pattern)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
    assert.equal(matchesPattern(pattern, text), matches);
  });

test('a star in an ARN matches within one part only', () => {
  const role = 'arn:aws:iam::000000000000:role/team/append';
  assert.ok(matchesArn('arn:aws:iam::*:role/*', role));
  assert.ok(matchesArn('arn:*:iam::*:role/team/?ppend', role));
  assert.ok(!matchesArn('arn:*:role/*', role));
  assert.ok(!matchesArn('*', role));
});

test('the last part of an ARN may contain colons', () => {
  const group = 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f:log-stream:s';
  assert.ok(matchesArn('arn:aws:logs:*:*:log-group:*', group));
  assert.ok(matchesArn('arn:aws:logs:*:*:*:log-stream:s', group));
  assert.ok(!matchesArn('arn:aws:logs:*:*:log-group:/aws/lambda/f', group));
});
