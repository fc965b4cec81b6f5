// Callers: how they are authenticated, and the errors for denied access.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessKeyOwners, authenticate, Iam, parsePolicyDocument, requirePermissions } from './index.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/log';

function withRole(statement: Record<string, unknown>, more: { boundary?: string; managed?: string } = {}) {
  const iam = new Iam();
  const trust = parsePolicyDocument('T', {
    Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  });
  const { boundary, managed } = more;
  const arn = iam.createRole('Append', { path: '/', trust, id: 'AROAX', ...(boundary !== undefined && { boundary }) });
  iam.grant('Append', parsePolicyDocument('P', { Statement: statement }));
  if (managed !== undefined) iam.attach('Append', managed);
  const { accessKeyId, sessionToken } = iam.accessKey(arn);
  const headers = (key = accessKeyId, token = sessionToken) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${key}/20261123/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    'x-amz-security-token': token,
  });
  return { iam, arn, headers };
}

test('a role without the permission gets AWS’s error', () => {
  const { iam, headers } = withRole({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE });
  const caller = authenticate(iam, headers());
  const say = assert.fail;
  requirePermissions(iam, caller, [{ action: 'dynamodb:GetItem', resource: TABLE }], say);
  assert.throws(() => requirePermissions(iam, caller, [{ action: 'dynamodb:PutItem', resource: TABLE }], say), {
    type: 'AccessDeniedException',
    status: 400,
    message: `User: arn:aws:sts::000000000000:assumed-role/Append/local is not authorized to perform: dynamodb:PutItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:PutItem action`,
  });
});

test('the error names an explicit deny', () => {
  const { iam, headers } = withRole({ Effect: 'Deny', Action: '*', Resource: '*' });
  const need = [{ action: 'dynamodb:PutItem', resource: TABLE }];
  assert.throws(() => requirePermissions(iam, authenticate(iam, headers()), need, assert.fail), {
    message: /on resource: arn:\S+ with an explicit deny in an identity-based policy$/,
  });
});

test('unknown keys, a wrong session token and a missing signature are rejected; `test` is the account’s root', () => {
  const { iam, headers } = withRole({ Effect: 'Allow', Action: 'a:B', Resource: '*' });
  const unknown = {
    type: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  };
  assert.throws(() => authenticate(iam, headers('ASIAQQQQQQQQQQQQQQQQ')), unknown);
  assert.throws(() => authenticate(iam, headers('AKIAIOSFODNN7EXAMPLE')), unknown);
  assert.throws(() => authenticate(iam, headers(undefined, 'other')), unknown);
  assert.throws(() => authenticate(iam, {}), { type: 'MissingAuthenticationTokenException' });
  assert.throws(() => authenticate(iam, { authorization: 'Bearer x' }), { type: 'IncompleteSignatureException' });
  const { accessKeyId, sessionToken } = iam.accessKey(
    iam.role('arn:aws:iam::000000000000:role/Append')?.arn ?? '',
    'report',
  );
  assert.equal(
    authenticate(iam, headers(accessKeyId, sessionToken)).arn,
    'arn:aws:sts::000000000000:assumed-role/Append/report',
  );
  const root = authenticate(iam, headers('test'));
  requirePermissions(iam, root, [{ action: 'dynamodb:PutItem', resource: TABLE }], assert.fail);
});

test('a permissions boundary limits what a policy allows', () => {
  const boundary = 'arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess';
  const { iam, arn } = withRole({ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }, { boundary });
  assert.ok(iam.allows(arn, 'dynamodb:GetItem', TABLE));
  assert.ok(!iam.allows(arn, 'dynamodb:PutItem', TABLE));
});

test('an unknown AWS managed policy allows nothing, and is named', () => {
  const managed = 'arn:aws:iam::aws:policy/AmazonEverything';
  const { iam, arn, headers } = withRole({ Effect: 'Allow', Action: 'a:B', Resource: '*' }, { managed });
  assert.deepEqual(iam.decide(arn, 'dynamodb:PutItem', TABLE), {
    effect: 'not allowed',
    unknown: `the policy ${managed}`,
  });
  const lines: string[] = [];
  const need = [{ action: 'dynamodb:PutItem', resource: TABLE }];
  assert.throws(() => requirePermissions(iam, authenticate(iam, headers()), need, (line) => lines.push(line)));
  assert.match(lines[0] ?? '', /was denied dynamodb:PutItem .*does not know the policy arn:\S+\/AmazonEverything/);
});

test('only trusted services may assume a role', () => {
  const { iam, arn } = withRole({ Effect: 'Allow', Action: 'a:B', Resource: '*' });
  assert.ok(iam.trusts(arn, 'lambda.amazonaws.com'));
  assert.ok(!iam.trusts(arn, 'appsync.amazonaws.com'));
});

test('the owner of an access key is found by key and session token, and may do what its role may', () => {
  const { iam, arn } = withRole({ Effect: 'Allow', Action: 'appsync:EventPublish', Resource: 'arn:api/*' });
  const principals = accessKeyOwners(iam);
  const { accessKeyId, secretAccessKey, sessionToken } = iam.accessKey(arn);
  const principal = principals.principalOf(accessKeyId, sessionToken);
  assert.deepEqual(principal, {
    arn: 'arn:aws:sts::000000000000:assumed-role/Append/local',
    accountId: '000000000000',
    username: 'AROAX:local',
    secretAccessKey,
  });
  assert.equal(principals.principalOf(accessKeyId, undefined), undefined);
  assert.ok(principals.allows(principal?.arn ?? '', 'appsync:EventPublish', 'arn:api/x'));
  assert.ok(!principals.allows(principal?.arn ?? '', 'appsync:EventSubscribe', 'arn:api/x'));
  const root = principals.principalOf('test', undefined);
  assert.equal(root?.secretAccessKey, 'test');
  assert.ok(principals.allows(root?.arn ?? '', 'appsync:EventSubscribe', 'arn:api/x'));
});
