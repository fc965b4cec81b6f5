// AWS_LAMBDA: a function of the template decides, and its decision may be cached.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { ExpiringCache } from '../../../protocol/expiring-cache.ts';
import { ACCOUNT } from '../../resource-ids.ts';
import type { Functions } from '../appsync-deps.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';
import type { AuthorizationRequest, Authorizer } from './authorization-modes.ts';
import { bearerToken } from './bearer-token.ts';

/** The authorizer as the template configures it. */
export type LambdaAuthorizerConfig = { functionArn: string; ttlSeconds: number; identityExpression?: RegExp };

/** The longest time to live of a decision: API reference, LambdaAuthorizerConfig. */
const TTL_MAX_S = 3600;

/** Cached decisions of one authorizer. */
const ENTRIES_MAX = 1000;

/** Authorizes with a function. It recognizes any token, so it comes after the authorizers that recognize only theirs. */
export function lambdaAuthorizer(
  apiId: string,
  config: LambdaAuthorizerConfig,
  deps: { functions: Functions; clock: Clock },
): Authorizer {
  const decisions = new ExpiringCache<Decision>(deps.clock, { entriesMax: ENTRIES_MAX, trustMs: TTL_MAX_S * 1000 });
  return {
    mode: 'AWS_LAMBDA',
    recognizes: (authorization) => bearerToken(authorization) !== undefined,
    async verify(request) {
      const token = request.authorization['authorization'] ?? '';
      if (config.identityExpression && !config.identityExpression.test(token))
        throw awsError(UNDOCUMENTED.lambdaRejects);
      const { isAuthorized, handlerContext } = await decisions.getOrCompute(
        JSON.stringify([token, request.operation, request.channel]),
        async () => {
          const value = await decide(deps.functions, config.functionArn, requestFor(apiId, token, request));
          const ttl = Math.min(value.ttlOverride ?? config.ttlSeconds, TTL_MAX_S);
          return { value, forMs: ttl * 1000 };
        },
      );
      if (!isAuthorized) throw awsError(UNDOCUMENTED.lambdaRejects);
      // The page names it handlerContext, the types of @aws-appsync/utils resolverContext: both are provided.
      return { mode: 'AWS_LAMBDA', identity: { handlerContext, resolverContext: handlerContext } };
    },
  };
}

type Decision = { isAuthorized: boolean; handlerContext: unknown; ttlOverride?: number };

function requestFor(
  apiId: string,
  authorizationToken: string,
  { operation, namespace, channel, origin }: AuthorizationRequest,
): unknown {
  return {
    authorizationToken,
    requestContext: {
      apiId,
      accountId: ACCOUNT,
      requestId: randomUUID(),
      operation,
      channelNamespaceName: namespace ?? null,
      channel: channel ?? null,
    },
    requestHeaders: origin.headers,
  };
}

async function decide(functions: Functions, functionArn: string, request: unknown): Promise<Decision> {
  let result: unknown;
  try {
    result = await functions.invoke(functionArn, request);
  } catch {
    throw awsError(UNDOCUMENTED.lambdaRejects);
  }
  const { isAuthorized, handlerContext, ttlOverride } = Object(result) as Record<string, unknown>;
  return {
    isAuthorized: isAuthorized === true,
    handlerContext: handlerContext ?? null,
    ...(typeof ttlOverride === 'number' && { ttlOverride }),
  };
}
