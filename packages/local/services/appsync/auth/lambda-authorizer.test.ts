import assert from 'node:assert/strict';
import test from 'node:test';
import { ManualClock } from '../../../clock.ts';
import type { AuthorizationRequest } from './authorization-modes.ts';
import { type LambdaAuthorizerConfig, lambdaAuthorizer } from './lambda-authorizer.ts';

const refused = { name: 'AwsError', type: 'UnauthorizedException' };

function authorizer(
  answer: (request: Record<string, unknown>) => unknown,
  config: Partial<LambdaAuthorizerConfig> = {},
) {
  const clock = new ManualClock();
  const asked: Record<string, unknown>[] = [];
  const functions = {
    async invoke(_: string, request: unknown) {
      asked.push(request as Record<string, unknown>);
      return answer(request as Record<string, unknown>);
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
  return { clock, asked, lambda, verify };
}

test('the function receives the token and the operation to authorize', async () => {
  const { asked, verify } = authorizer(() => ({ isAuthorized: true, handlerContext: { role: 'admin' } }));
  const { mode, identity } = await verify();
  assert.equal(mode, 'AWS_LAMBDA');
  assert.deepEqual((identity as Record<string, unknown>)['handlerContext'], { role: 'admin' });
  await verify({ operation: 'EVENT_SUBSCRIBE', channel: '/default/a', namespace: 'default' });
  const [connect, subscribe] = asked.map(({ requestContext }) => requestContext as Record<string, unknown>);
  assert.deepEqual(asked[0], {
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
  for (const answer of [{ isAuthorized: false }, { isAuthorized: 'true' }, {}, null, undefined, 'yes', true])
    await assert.rejects(authorizer(() => answer).verify(), refused, JSON.stringify(answer));
  const broken = authorizer(() => {
    throw new Error('broken');
  });
  await assert.rejects(broken.verify(), refused);
});

test('a decision is cached for its time to live, for the same token, operation and channel', async () => {
  const { asked, clock, verify } = authorizer(() => ({ isAuthorized: true }), { ttlSeconds: 60 });
  await verify();
  await verify();
  assert.equal(asked.length, 1);
  await verify({ operation: 'EVENT_SUBSCRIBE', channel: '/default/a', namespace: 'default' });
  await verify({ authorization: { authorization: 'other' } });
  assert.equal(asked.length, 3);
  clock.advance(60_000);
  await verify();
  assert.equal(asked.length, 4);
});

test('without a time to live nothing is cached, and the function may set one itself', async () => {
  const none = authorizer(() => ({ isAuthorized: true }));
  await none.verify();
  await none.verify();
  assert.equal(none.asked.length, 2);
  const own = authorizer(() => ({ isAuthorized: true, ttlOverride: 10 }));
  await own.verify();
  await own.verify();
  assert.equal(own.asked.length, 1);
});

test('a token that does not match the expression never reaches the function', async () => {
  const { asked, verify } = authorizer(() => ({ isAuthorized: true }), { identityExpression: /^tok-/ });
  await assert.rejects(verify(), refused);
  await verify({ authorization: { authorization: 'tok-1' } });
  assert.equal(asked.length, 1);
});

test('API keys and signatures are left to other authorizers', () => {
  const { lambda } = authorizer(() => ({}));
  assert.equal(lambda.recognizes({ 'x-api-key': 'k' }), false);
  assert.equal(lambda.recognizes({ authorization: 'AWS4-HMAC-SHA256 Credential=…' }), false);
  assert.equal(lambda.recognizes({ authorization: 'anything' }), true);
});
