import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authorizationHeader, describeCredentials, parseCredentials } from './connection-authorization.ts';

const KEY = { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'da2-secret' } };

test('an API key is sent under its name', () => {
  const { authorization } = parseCredentials('API_KEY', KEY);
  assert.deepEqual(authorizationHeader(authorization), ['x-api-key', 'da2-secret']);
});

test('a username and password are sent in base64', () => {
  const { authorization } = parseCredentials('BASIC', {
    BasicAuthParameters: { Username: 'Aladdin', Password: 'open sesame' },
  });
  assert.deepEqual(authorizationHeader(authorization), ['Authorization', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==']);
});

test('a description contains names and no values', () => {
  const basic = parseCredentials('BASIC', {
    BasicAuthParameters: { Username: 'ann', Password: 'da2-secret' },
    InvocationHttpParameters: {
      QueryStringParameters: [{ Key: 'token', Value: 'da2-secret', IsValueSecret: 'true' }],
      BodyParameters: [{ Key: 'room', Value: 'general' }],
    },
  });
  assert.deepEqual(describeCredentials(basic), {
    BasicAuthParameters: { Username: 'ann' },
    InvocationHttpParameters: {
      HeaderParameters: [],
      QueryStringParameters: [{ Key: 'token', IsValueSecret: true }],
      BodyParameters: [{ Key: 'room', Value: 'general', IsValueSecret: false }],
    },
  });
  assert.ok(!JSON.stringify(describeCredentials(parseCredentials('API_KEY', KEY))).includes('da2-secret'));
});

const BROKEN: readonly [what: string, invocation: unknown][] = [
  ['headers in an object', { HeaderParameters: { a: 'b' } }],
  ['a header without a value', { HeaderParameters: [{ Key: 'x-a' }] }],
  ['a header whose value begins another one', { HeaderParameters: [{ Key: 'x-a', Value: 'da2-secret\r\nx-b: c' }] }],
  ['a header with a blank in its name', { HeaderParameters: [{ Key: 'x a', Value: 'da2-secret' }] }],
  ['a number as a value', { BodyParameters: [{ Key: 'a', Value: 5 }] }],
  ['nothing in a list', { QueryStringParameters: [null] }],
  ['101 parameters', { BodyParameters: Array.from({ length: 101 }, () => ({ Key: 'a', Value: 'da2-secret' })) }],
];

for (const [what, invocation] of BROKEN) {
  test(`${what} is rejected, and the error contains no value`, () => {
    assert.throws(
      () => parseCredentials('API_KEY', { ...KEY, InvocationHttpParameters: invocation }),
      (error: Error & { type?: string }) =>
        error.type === 'ValidationException' && !error.message.includes('da2-secret'),
    );
  });
}

test('a query value may contain any character, because it is escaped', () => {
  const { invocation } = parseCredentials('API_KEY', {
    ...KEY,
    InvocationHttpParameters: { QueryStringParameters: [{ Key: 'a', Value: 'line\nbreak' }] },
  });
  assert.deepEqual(invocation.QueryStringParameters, [{ Key: 'a', Value: 'line\nbreak', IsValueSecret: false }]);
});
