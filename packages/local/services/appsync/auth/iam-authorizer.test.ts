import assert from 'node:assert/strict';
import test from 'node:test';
import { ManualClock } from '../../../clock.ts';
import { onlyAnn, signed } from '../../../testing/sigv4-signer.ts';
import type { AuthorizationRequest } from './authorization-modes.ts';
import { iamAuthorizer } from './iam-authorizer.ts';

const API = 'arn:aws:appsync:us-east-1:000000000000:apis/abc';
const HOST = 'abc.appsync-api.us-east-1.amazonaws.com';
const origin = { sourceIp: ['127.0.0.1'], headers: {} };
const rejected = { name: 'AwsError', type: 'BadRequestException' };

const publish = (authorization: Record<string, string>, body: string): AuthorizationRequest => ({
  operation: 'EVENT_PUBLISH',
  authorization,
  channel: '/default/a',
  namespace: 'default',
  signed: () => body,
  origin,
});

test('a signature of the AWS SDK is accepted and identifies the caller', async () => {
  const clock = new ManualClock();
  const iam = iamAuthorizer(API, { principals: onlyAnn(), clock });
  const body = '{"channel":"/default/a","events":["\\"<b>a/b</b> ✓\\""]}';
  const fields = await signed(body, { clock, host: HOST });
  assert.ok(iam.recognizes(fields));
  assert.deepEqual(await iam.verify(publish(fields, body)), {
    mode: 'AWS_IAM',
    identity: {
      accountId: '000000000000',
      cognitoIdentityPoolId: null,
      cognitoIdentityId: null,
      sourceIp: ['127.0.0.1'],
      username: 'AROAEXAMPLE:ann',
      userArn: 'arn:aws:iam::000000000000:role/ann',
      cognitoIdentityAuthType: null,
      cognitoIdentityAuthProvider: null,
    },
  });
});

test('the signer chooses which headers it signs', async () => {
  const clock = new ManualClock();
  const iam = iamAuthorizer(API, { principals: onlyAnn(), clock });
  const headers = { 'content-type': 'application/json', 'x-amz-user-agent': 'aws-amplify/6  two  blanks' };
  const fields = await signed('{}', { clock, host: HOST, headers });
  assert.match(
    fields['authorization'] ?? '',
    /SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-user-agent,/,
  );
  assert.ok(await iam.verify(publish({ ...fields, 'not-signed': 'x' }, '{}')));
});

test('signers that leave out the date, or sign the length of the body without sending it, are verified too', async () => {
  const clock = new ManualClock();
  const iam = iamAuthorizer(API, { principals: onlyAnn(), clock });
  const withoutDate = await signed('{}', { clock, host: HOST, unsigned: 'x-amz-date' });
  assert.doesNotMatch(withoutDate['authorization'] ?? '', /x-amz-date/);
  assert.ok(await iam.verify(publish(withoutDate, '{}')));
  await assert.rejects(
    async () => iam.verify(publish({ ...withoutDate, 'x-amz-date': '20200101T000000Z' }, '{}')),
    rejected,
  );
  const { 'content-length': _, ...withLength } = await signed('{}', {
    clock,
    host: HOST,
    headers: { 'content-length': '2' },
  });
  assert.match(withLength['authorization'] ?? '', /SignedHeaders=content-length;/);
  assert.ok(await iam.verify(publish(withLength, '{}')));
  await assert.rejects(async () => iam.verify(publish(withLength, '{ }')), rejected);
});

test('one changed bit in the body, a header, the time or the signature invalidates it', async () => {
  const clock = new ManualClock();
  const iam = iamAuthorizer(API, { principals: onlyAnn(), clock });
  const fields = await signed('{"channel":"/default/a"}', { clock, host: HOST });
  const verify = async (changed: Record<string, string>, body = '{"channel":"/default/a"}') =>
    iam.verify(publish({ ...fields, ...changed }, body));
  await verify({});
  await assert.rejects(verify({}, '{"channel":"/default/b"}'), rejected);
  await assert.rejects(verify({ host: `x${HOST}` }), rejected);
  await assert.rejects(verify({ 'content-type': 'text/plain' }), rejected);
  await assert.rejects(verify({ 'x-amz-date': fields['x-amz-date']?.replace('Z', '') ?? '' }), rejected);
  const { authorization = '' } = fields;
  await assert.rejects(
    verify({ authorization: authorization.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
    rejected,
  );
  await assert.rejects(verify({ authorization: authorization.replace(';host', '') }), rejected);
  await assert.rejects(verify({ authorization: 'AWS4-HMAC-SHA256 nonsense' }), rejected);
});

test('a signature that does not cover the host could be for any API, and is rejected', async () => {
  const clock = new ManualClock();
  const iam = iamAuthorizer(API, { principals: onlyAnn(), clock });
  const fields = await signed('{}', { clock, host: HOST, unsigned: 'host' });
  assert.doesNotMatch(fields['authorization'] ?? '', /host/);
  await assert.rejects(async () => iam.verify(publish(fields, '{}')), rejected);
});

test('a signature is valid for five minutes, in its own region and for its own service', async () => {
  const clock = new ManualClock();
  const iam = iamAuthorizer(API, { principals: onlyAnn(), clock });
  const fields = await signed('{}', { clock, host: HOST });
  clock.advance(300_000);
  assert.ok(await iam.verify(publish(fields, '{}')));
  clock.advance(1);
  await assert.rejects(async () => iam.verify(publish(fields, '{}')), rejected);
  const elsewhere = await signed('{}', { clock, host: HOST, region: 'eu-west-1' });
  await assert.rejects(async () => iam.verify(publish(elsewhere, '{}')), rejected);
  const other = await signed('{}', { clock, host: HOST, service: 'execute-api' });
  await assert.rejects(async () => iam.verify(publish(other, '{}')), rejected);
});

test('an unknown access key, and one with another session token, are rejected', async () => {
  const clock = new ManualClock();
  const iam = iamAuthorizer(API, { principals: onlyAnn(), clock });
  const fields = await signed('{}', { clock, host: HOST });
  const stranger = fields['authorization']?.replace('ASIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7SOMEONE') ?? '';
  const unauthorized = { name: 'AwsError', type: 'UnauthorizedException', status: 401 };
  await assert.rejects(async () => iam.verify(publish({ ...fields, authorization: stranger }, '{}')), unauthorized);
  await assert.rejects(async () => iam.verify(publish({ ...fields, 'x-amz-security-token': 'x' }, '{}')), unauthorized);
});

test('the policies of the caller decide by operation and namespace', async () => {
  const clock = new ManualClock();
  const allowed = [`appsync:EventConnect ${API}`, `appsync:EventPublish ${API}/channelNamespace/default`];
  const iam = iamAuthorizer(API, { principals: onlyAnn(allowed), clock });
  const authorization = await signed('{}', { clock, host: HOST });
  const request = { authorization, signed: () => '{}', origin };
  const forbidden = { name: 'AwsError', type: 'UnauthorizedException', status: 403 };
  assert.ok(await iam.verify({ ...request, operation: 'EVENT_CONNECT' }));
  assert.ok(await iam.verify({ ...request, operation: 'EVENT_PUBLISH', namespace: 'default' }));
  await assert.rejects(
    async () => iam.verify({ ...request, operation: 'EVENT_PUBLISH', namespace: 'other' }),
    forbidden,
  );
  await assert.rejects(
    async () => iam.verify({ ...request, operation: 'EVENT_SUBSCRIBE', namespace: 'default' }),
    forbidden,
  );
});
