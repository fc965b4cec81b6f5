import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverage } from '../../services/resource-types.ts';
import { propertyProblems } from './schema-check.ts';

const QUEUE = 'AWS::SQS::Queue';

test('properties that CloudFormation accepts have no problems, scalars converted as it does', () => {
  const accepted: [string, object][] = [
    [QUEUE, {}],
    [QUEUE, { VisibilityTimeout: '30', FifoQueue: 'true', DelaySeconds: 0, Tags: [{ Key: 'a', Value: 1 }] }],
    [
      'AWS::IAM::Role',
      { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] }, ManagedPolicyArns: 'arn:aws:x' },
    ],
    [
      'AWS::Lambda::Function',
      { Role: 'arn:aws:iam::000000000000:role/a', Code: './functions/a', Handler: 'a.b', Runtime: 'x' },
    ],
    ['AWS::Cognito::UserPoolGroup', { UserPoolId: 'us-east-1_a', GroupName: 'ädmins' }],
    ['Custom::Anything', { whatever: 1 }],
    ['AWS::Absent::Type', { whatever: 1 }],
  ];
  for (const [type, properties] of accepted) assert.deepEqual(propertyProblems(type, properties), [], type);
});

test('unknown properties, wrong types and values out of range are named with their path', () => {
  const key = [{ AttributeName: 'id', KeyType: 'HASH' }];
  const refused: [string, object, RegExp[]][] = [
    [
      QUEUE,
      { VisibilityTimeOut: 1 },
      [/^Encountered unsupported property VisibilityTimeOut \(is VisibilityTimeout meant\?\)$/],
    ],
    [QUEUE, { Arn: 'x' }, [/^Encountered unsupported property Arn$/]],
    [QUEUE, { DelaySeconds: 901 }, [/^DelaySeconds is 901; it must be from 0 to 900$/]],
    [
      QUEUE,
      { DelaySeconds: 'soon', FifoQueue: 'perhaps' },
      [/^DelaySeconds must be a whole number, not "soon"$/, /^FifoQueue must be true or false/],
    ],
    [QUEUE, { QueueName: ['a'] }, [/^QueueName must be a string, not a list$/]],
    [
      QUEUE,
      { Tags: [{ Key: 'a', Worth: 'b' }] },
      [/^Tags\[0\]\.Value is missing$/, /unsupported property Tags\[0\]\.Worth$/],
    ],
    [
      'AWS::Lambda::Function',
      { Role: 'arn:aws:iam::000000000000:role/a', Code: {}, Environment: { Variables: { T: 'x', OK: 'y' } } },
      [/^Encountered unsupported property Environment\.Variables\.T: names must match \[a-zA-Z\]/],
    ],
    ['AWS::DynamoDB::Table', {}, [/^KeySchema is missing$/]],
    [
      'AWS::DynamoDB::Table',
      { KeySchema: key, __proto__: null, constructor: 1 },
      [/^Encountered unsupported property constructor$/],
    ],
  ];
  for (const [type, properties, expected] of refused) {
    const problems = propertyProblems(type, properties);
    assert.equal(problems.length, expected.length, problems.join('\n'));
    for (const [index, pattern] of expected.entries()) assert.match(problems[index] ?? '', pattern);
  }
});

test('before they are resolved, intrinsic functions may stand for any value', () => {
  const properties = {
    DelaySeconds: { Ref: 'Delay' },
    Tags: { 'Fn::If': ['A', [], { Ref: 'AWS::NoValue' }] },
    Extra: { Ref: 'AWS::NoValue' },
  };
  assert.deepEqual(propertyProblems(QUEUE, properties, { unresolved: true }), []);
  assert.equal(propertyProblems(QUEUE, { DelaySeconds: { Ref: 'Delay' } }).length, 1);
  assert.deepEqual(propertyProblems(QUEUE, { Extra: { Ref: 'Delay' } }, { unresolved: true }), [
    'Encountered unsupported property Extra',
  ]);
});

test('attack: a deep or hostile value ends with a problem or without one, and not with an exception', () => {
  let deep: unknown = 'x';
  for (let depth = 0; depth < 5_000; depth += 1) deep = { Statement: [deep] };
  for (const value of [deep, null, 5, [], 'text', { toString: 1 }, { Ref: 1, Other: 2 }])
    assert.ok(Array.isArray(propertyProblems(QUEUE, { RedrivePolicy: value, QueueName: value }, { unresolved: true })));
});

test('every type that the engine knows has a schema, custom resources and those of SAM aside', () => {
  const without = coverage()
    .map(({ type }) => type)
    .filter((type) => propertyProblems(type, { NoSuchProperty: 1 }).length === 0);
  assert.deepEqual(
    without.filter((type) => !/^(?:Custom|AWS::Serverless)::/.test(type)),
    [],
  );
});
