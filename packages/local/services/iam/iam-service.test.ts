// Roles and their policies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineError } from '../../errors.ts';
import { Ids } from '../resource-ids.ts';
import type { Created, Resource } from '../resource-type.ts';
import { Iam, iamResources } from './index.ts';
import { parsePolicyDocument } from './policy-document.ts';

const ids = new Ids('Demo');

function create(iam: Iam, logicalId: string, type: string, properties: Resource['properties']): Created {
  const resourceType = iamResources.find((one) => one.type === type);
  return resourceType?.create({ logicalId, type, properties, metadata: {} }, { iam, ids }) as Created;
}

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

test('a role has its inline policies, the policies that name it, and the managed policies that it names', () => {
  const iam = new Iam();
  const managed = create(iam, 'Shared', 'AWS::IAM::ManagedPolicy', {
    PolicyDocument: { Statement: { Effect: 'Deny', Action: 's3:*', Resource: '*' } },
  });
  const role = create(iam, 'Append', 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: TRUST,
    ManagedPolicyArns: [managed.ref, 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    Policies: [
      { PolicyName: 'a', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['a:B'], Resource: 'r' }] } },
    ],
  });
  create(iam, 'Later', 'AWS::IAM::Policy', {
    PolicyName: 'Later',
    Roles: [role.ref],
    PolicyDocument: {
      Statement: [
        { Effect: 'Allow', Action: 'dynamodb:Query', Resource: ['t', 'u'], Condition: { StringEquals: { k: 'v' } } },
      ],
    },
  });

  const found = iam.role(role.attributes?.Arn ?? '');
  assert.deepEqual(found?.trust[0]?.principals, { Service: ['lambda.amazonaws.com'] });
  assert.deepEqual(
    found?.permissions.map(({ effect, actions, resources }) => [effect, actions, resources]),
    [
      ['Allow', ['a:B'], ['r']],
      ['Allow', ['dynamodb:Query'], ['t', 'u']],
      ['Deny', ['s3:*'], ['*']],
      ['Allow', ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], ['*']],
    ],
  );
  assert.deepEqual(found?.permissions[1]?.conditions, { StringEquals: { k: ['v'] } });
  assert.deepEqual(found?.unknownPolicies, []);
});

test('an access key with its session token identifies its role', () => {
  const iam = new Iam();
  const arn = 'arn:aws:iam::000000000000:role/Append';
  const { accessKeyId, sessionToken } = iam.accessKey(arn);
  assert.match(accessKeyId, /^ASIA[A-Z2-7]{16}$/);
  assert.equal(iam.sessionOf(accessKeyId, sessionToken)?.roleArn, arn);
  assert.equal(iam.sessionOf(accessKeyId, 'another'), undefined);
  assert.deepEqual(new Iam().accessKey(arn), iam.accessKey(arn));
  assert.notEqual(iam.accessKey(`${arn}2`).accessKeyId, accessKeyId);
  assert.equal(iam.sessionOf('ASIAAAAAAAAAAAAAAAAA', sessionToken), undefined);
});

test('a decision changes with the policies that it depends on', () => {
  const iam = new Iam();
  const arn = iam.createRole('Append', { path: '/', trust: [] });
  const allowed = () => iam.allows(arn, 'dynamodb:PutItem', 'table');
  const policy = (Effect: string) =>
    parsePolicyDocument('Test', { Statement: { Effect, Action: 'dynamodb:*', Resource: 'table' } });
  assert.equal(allowed(), false);
  iam.grant('Append', policy('Allow'));
  assert.equal(allowed(), true);
  const denying = iam.createPolicy('Deny', '/', policy('Allow'));
  iam.attach('Append', denying);
  assert.equal(allowed(), true);
  iam.createPolicy('Deny', '/', policy('Deny'));
  assert.equal(allowed(), false);
});

test('a policy whose effect is neither Allow nor Deny is rejected with the name of its resource', () => {
  const broken = { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Maybe', Action: '*' }] } };
  assert.throws(
    () => create(new Iam(), 'Append', 'AWS::IAM::Role', broken),
    (error: EngineError) => error.code === 'template-broken' && error.message.includes('Append'),
  );
});
