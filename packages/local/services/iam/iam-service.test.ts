// What the engine knows of roles.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineError } from '../../errors.ts';
import { Ids } from '../resource-ids.ts';
import type { Created, Resource } from '../resource-type.ts';
import { Iam, iamResources } from './index.ts';

const ids = new Ids('Demo');

function create(iam: Iam, logicalId: string, type: string, properties: Resource['properties']): Created {
  const kind = iamResources.find((one) => one.type === type);
  return kind?.create({ logicalId, type, properties, metadata: {} }, { iam, ids }) as Created;
}

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

test('a role holds its own policies, those that name it, and those that it names', () => {
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

  const kept = iam.role(role.attributes?.Arn ?? '');
  assert.deepEqual(kept?.trust[0]?.principals, { Service: ['lambda.amazonaws.com'] });
  assert.deepEqual(
    kept?.permissions.map(({ effect, actions, resources }) => [effect, actions, resources]),
    [
      ['Allow', ['a:B'], ['r']],
      ['Allow', ['dynamodb:Query'], ['t', 'u']],
      ['Deny', ['s3:*'], ['*']],
      ['Allow', ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], ['*']],
    ],
  );
  assert.deepEqual(kept?.permissions[1]?.conditions, { StringEquals: { k: ['v'] } });
  assert.deepEqual(kept?.unknownPolicies, []);
});

test('a call is recognised by the access key of the role that made it', () => {
  const iam = new Iam();
  const arn = 'arn:aws:iam::000000000000:role/Append';
  const { accessKeyId } = iam.accessKey(arn);
  assert.match(accessKeyId, /^ASIA[A-Z2-7]{16}$/);
  assert.equal(iam.roleOf(accessKeyId), arn);
  assert.deepEqual(new Iam().accessKey(arn), iam.accessKey(arn));
  assert.notEqual(iam.accessKey(`${arn}2`).accessKeyId, accessKeyId);
  assert.equal(iam.roleOf('ASIAAAAAAAAAAAAAAAAA'), undefined);
});

test('a policy that says neither Allow nor Deny is refused with the name of its resource', () => {
  const broken = { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Maybe', Action: '*' }] } };
  assert.throws(
    () => create(new Iam(), 'Append', 'AWS::IAM::Role', broken),
    (error: EngineError) => error.code === 'template-broken' && error.message.includes('Append'),
  );
});
