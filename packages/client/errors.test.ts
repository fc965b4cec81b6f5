import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError, refusal, UNAUTHORIZED_AT_CONNECT } from './errors.ts';

test('trying again may help after a loss or a timeout, and after nothing else', () => {
  const codes = ['refused', 'unauthorized', 'too-large', 'timed-out', 'lost', 'closed'] as const;
  const retryable = codes.filter((code) => new ClientError(code, 'x').retryable);
  assert.deepEqual(retryable, ['timed-out', 'lost']);
});

test('a refusal says what was refused and why in the words of AppSync', () => {
  const error = refusal('/demo/lobby', [{ errorType: 'BadRequestException', message: 'Invalid Channel Format' }]);
  assert.equal(error.code, 'refused');
  assert.equal(error.message, 'AppSync refused /demo/lobby: BadRequestException: Invalid Channel Format');
});

test('an unknown namespace is refused without a message', () => {
  const error = refusal('/nowhere/x', [{ errorType: 'UnauthorizedException' }]);
  assert.equal(error.code, 'unauthorized');
  assert.equal(error.message, 'AppSync refused /nowhere/x: UnauthorizedException');
});

test('the spellings of a refused credential are one code', () => {
  assert.equal(refusal('x', [{ errorType: 'Unauthorized' }]).code, 'unauthorized');
  assert.equal(refusal('x', [{ errorCode: 401 }]).code, 'unauthorized');
  assert.equal(refusal('x', undefined, 403).code, 'unauthorized');
  assert.equal(
    refusal('x', [{ errorType: 'BadRequestException' }], undefined, UNAUTHORIZED_AT_CONNECT).code,
    'unauthorized',
  );
  assert.equal(refusal('x', [{ errorCode: 400 }], undefined, UNAUTHORIZED_AT_CONNECT).code, 'unauthorized');
});

test('what is too large for AppSync is too large', () => {
  assert.equal(refusal('x', [{ errorType: 'EventTooLargeException' }]).code, 'too-large');
  assert.equal(refusal('x', undefined, 413).code, 'too-large');
});

test('a number in a message is no status', () => {
  assert.equal(refusal('x', [{ errorType: 'InvalidInputError', message: 'room 401 is full' }]).code, 'refused');
});

for (const errors of [
  undefined,
  null,
  42,
  'x',
  {},
  [],
  [null],
  [7],
  [{ errorType: { toString: 1 } }],
  [{ message: [] }],
])
  test(`errors that are ${JSON.stringify(errors)} are a refusal without a reason`, () => {
    const error = refusal('x', errors);
    assert.equal(error.code, 'refused');
    assert.match(error.message, /^AppSync refused x: no reason given/);
  });
