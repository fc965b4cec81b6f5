import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError, clientErrorFrom, UNAUTHORIZED_AT_CONNECT } from './errors.ts';

test('only a loss and a timeout are retryable', () => {
  const codes = ['refused', 'unauthorized', 'too-large', 'timed-out', 'lost', 'closed'] as const;
  const retryable = codes.filter((code) => new ClientError(code, 'x').retryable);
  assert.deepEqual(retryable, ['timed-out', 'lost']);
});

test('an error names what was refused and quotes the reason that AppSync gave', () => {
  const error = clientErrorFrom('/demo/lobby', [
    { errorType: 'BadRequestException', message: 'Invalid Channel Format' },
  ]);
  assert.equal(error.code, 'refused');
  assert.equal(error.message, 'AppSync refused /demo/lobby: BadRequestException: Invalid Channel Format');
});

test('an unknown namespace is unauthorized, without a message', () => {
  const error = clientErrorFrom('/nowhere/x', [{ errorType: 'UnauthorizedException' }]);
  assert.equal(error.code, 'unauthorized');
  assert.equal(error.message, 'AppSync refused /nowhere/x: UnauthorizedException');
});

test('all forms of refused credentials have one code', () => {
  assert.equal(clientErrorFrom('x', [{ errorType: 'Unauthorized' }]).code, 'unauthorized');
  assert.equal(clientErrorFrom('x', [{ errorCode: 401 }]).code, 'unauthorized');
  assert.equal(clientErrorFrom('x', undefined, 403).code, 'unauthorized');
  assert.equal(
    clientErrorFrom('x', [{ errorType: 'BadRequestException' }], undefined, UNAUTHORIZED_AT_CONNECT).code,
    'unauthorized',
  );
  assert.equal(clientErrorFrom('x', [{ errorCode: 400 }], undefined, UNAUTHORIZED_AT_CONNECT).code, 'unauthorized');
});

test('an event that is too large for AppSync has the code too-large', () => {
  assert.equal(clientErrorFrom('x', [{ errorType: 'EventTooLargeException' }]).code, 'too-large');
  assert.equal(clientErrorFrom('x', undefined, 413).code, 'too-large');
});

test('a number in a message is not taken for a status', () => {
  assert.equal(
    clientErrorFrom('x', [{ errorType: 'InvalidInputError', message: 'channel 401 is full' }]).code,
    'refused',
  );
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
  test(`the error list ${JSON.stringify(errors)} gives a refusal without a reason`, () => {
    const error = clientErrorFrom('x', errors);
    assert.equal(error.code, 'refused');
    assert.match(error.message, /^AppSync refused x: no reason given/);
  });
