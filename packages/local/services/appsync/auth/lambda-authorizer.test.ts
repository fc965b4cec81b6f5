import assert from 'node:assert/strict';
import test from 'node:test';
import { ManualClock } from '../../../clock.ts';
import type { AuthorizationRequest } from './authorization-modes.ts';
import { type LambdaAuthorizerConfig, lambdaAuthorizer } from './lambda-authorizer.ts';

const rejected = { name: 'AwsError', type: 'UnauthorizedException' };

function anAuthorizer(
  decide: (request: Record<string, unknown>) => unknown,
  config: Partial<LambdaAuthorizerConfig> = {},
) {
  const clock = new ManualClock();
  const requests: Record<string, unknown>[] = [];
  const functions = {
    async invoke(_: string, request: unknown) {
      requests.push(request as Record<string, unknown>);
      return decide(request as Record<string, unknown>);
    },
  };
  const lambda = lambdaAuthorizer('api', { functionArn: 'arn:f', ttlSeconds: 0, ...config }, { functions, clock });
  const verify = async (more: Partial<AuthorizationRequest> = {}) =>
    lambda.verify({
      operation: 'EVENT_CONNECT',
      authorization: { authorization: 'custom' },
      signed: () => '',
      origin: { sourceIp: [], headers: { animal: 'duck' } },
      ...more,
    });
  return { clock, requests, lambda, verify };
}

test('the function receives the token and the operation to authorize', async () => {
  const { requests, verify } = anAuthorizer(() => ({ isAuthorized: true, handlerContext: { role: 'admin' } }));
  const { mode, identity } = await verify();
  assert.equal(mode, 'AWS_LAMBDA');
  assert.deepEqual((identity as Record<string, unknown>)['handlerContext'], { role: 'admin' });
  await verify({ operation: 'EVENT_SUBSCRIBE', channel: '/default/a', namespace: 'default' });
  const [connect, subscribe] = requests.map(({ requestContext }) => requestContext as Record<string, unknown>);
  assert.deepEqual(requests[0], {
    authorizationToken: 'custom',
    requestContext: {
      apiId: 'api',
      accountId: '000000000000',
      requestId: connect?.['requestId'],
      operation: 'EVENT_CONNECT',
      channelNamespaceName: null,
      channel: null,
    },
    requestHeaders: { animal: 'duck' },
  });
  assert.deepEqual([subscribe?.['channelNamespaceName'], subscribe?.['channel']], ['default', '/default/a']);
});

test('only isAuthorized: true admits a caller', async () => {
  for (const result of [{ isAuthorized: false }, { isAuthorized: 'true' }, {}, null, undefined, 'yes', true])
    await assert.rejects(anAuthorizer(() => result).verify(), rejected, JSON.stringify(result));
  const failing = anAuthorizer(() => {
    throw new Error('failed');
  });
  await assert.rejects(failing.verify(), rejected);
});

test('a decision is cached for its time to live, for the same token, operation and channel', async () => {
  const { requests, clock, verify } = anAuthorizer(() => ({ isAuthorized: true }), { ttlSeconds: 60 });
  await verify();
  await verify();
  assert.equal(requests.length, 1);
  await verify({ operation: 'EVENT_SUBSCRIBE', channel: '/default/a', namespace: 'default' });
  await verify({ authorization: { authorization: 'other' } });
  assert.equal(requests.length, 3);
  clock.advance(60_000);
  await verify();
  assert.equal(requests.length, 4);
});

test('without a time to live nothing is cached, and the function may set one itself', async () => {
  const uncached = anAuthorizer(() => ({ isAuthorized: true }));
  await uncached.verify();
  await uncached.verify();
  assert.equal(uncached.requests.length, 2);
  const withOwnTtl = anAuthorizer(() => ({ isAuthorized: true, ttlOverride: 10 }));
  await withOwnTtl.verify();
  await withOwnTtl.verify();
  assert.equal(withOwnTtl.requests.length, 1);
});

test('a token that does not match the expression never reaches the function', async () => {
  const { requests, verify } = anAuthorizer(() => ({ isAuthorized: true }), { identityExpression: /^tok-/ });
  await assert.rejects(verify(), rejected);
  await verify({ authorization: { authorization: 'tok-1' } });
  assert.equal(requests.length, 1);
});

test('API keys and signatures are left to other authorizers', () => {
  const { lambda } = anAuthorizer(() => ({}));
  assert.equal(lambda.recognizes({ 'x-api-key': 'k' }), false);
  assert.equal(lambda.recognizes({ authorization: 'AWS4-HMAC-SHA256 Credential=…' }), false);
  assert.equal(lambda.recognizes({ authorization: 'anything' }), true);
});
