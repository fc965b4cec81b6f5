import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTargetRequest, parseHttpParameters } from './http-parameters.ts';

const RECORD = { eventName: 'INSERT', dynamodb: { Keys: { channel: { S: 'general' }, seq: { N: '7' } } } };

function request(parameters: unknown) {
  return createTargetRequest(RECORD, 'the body', parseHttpParameters(parameters));
}

test('without parameters the request has only the body', () => {
  const bare = { body: 'the body', headers: {}, query: {}, path: [] };
  for (const none of [undefined, null, {}]) assert.deepEqual(request(none), bare);
});

test('query and path values are resolved from the record, headers are not', () => {
  const { headers, query, path } = request({
    HeaderParameters: { 'x-kind': '$.eventName' },
    QueryStringParameters: { kind: '$.eventName', plain: 'as it is' },
    PathParameterValues: ['$.dynamodb.Keys.channel.S', 'fixed'],
  });
  assert.deepEqual(headers, { 'x-kind': '$.eventName' });
  assert.deepEqual(query, { kind: 'INSERT', plain: 'as it is' });
  assert.deepEqual(path, ['general', 'fixed']);
});

test('a value that only contains a path is not resolved', () => {
  assert.deepEqual(request({ QueryStringParameters: { a: 'is $.eventName', b: '<$.eventName>' } }).query, {
    a: 'is $.eventName',
    b: '<$.eventName>',
  });
});

test('a value that is not a string is written as JSON, and a missing one as an empty string', () => {
  assert.deepEqual(request({ PathParameterValues: ['$.dynamodb.Keys.seq', '$.dynamodb.NewImage.none'] }).path, [
    '{"N":"7"}',
    '',
  ]);
});

const BROKEN: readonly unknown[] = [
  { HeaderParameters: 'x: y' },
  { HeaderParameters: { x: 5 } },
  { QueryStringParameters: [] },
  { PathParameterValues: 'x' },
  { PathParameterValues: [null] },
  { PathParameterValues: ['x'.repeat(513)] },
];

for (const parameters of BROKEN) {
  test(`${JSON.stringify(parameters).slice(0, 50)} is rejected`, () => {
    assert.throws(() => parseHttpParameters(parameters), {
      type: 'ValidationException',
      message: /^HttpParameters: /,
    });
  });
}
