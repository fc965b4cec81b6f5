// AWS_LAMBDA: a function of the template decides, and its answer may be kept for a while.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { ExpiringCache } from '../../../protocol/expiring-cache.ts';
import { ACCOUNT } from '../../resource-ids.ts';
import type { Functions } from '../appsync-deps.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import type { Ask, Authorizer } from './authorization-modes.ts';
import { tokenOf } from './bearer-token.ts';

/** How a template sets the authorizer up. */
export type LambdaAuthorizerConfig = { functionArn: string; ttlSeconds: number; identityExpression?: RegExp };

/** The longest that an answer may be kept: API reference, LambdaAuthorizerConfig. */
const TTL_MAX_S = 3600;

/** Cached answers of one authorizer. */
const ENTRIES_MAX = 1000;

/** Authorizes by asking a function. Any token is its kind, so it comes after those that know theirs. */
export function lambdaAuthorizer(
  apiId: string,
  config: LambdaAuthorizerConfig,
  needs: { functions: Functions; clock: Clock },
): Authorizer {
  const answers = new ExpiringCache<Answer>(needs.clock, { entriesMax: ENTRIES_MAX, trustMs: TTL_MAX_S * 1000 });
  return {
    mode: 'AWS_LAMBDA',
    recognizes: (authorization) => tokenOf(authorization) !== undefined,
    async verify(ask) {
      const token = ask.authorization['authorization'] ?? '';
      if (config.identityExpression && !config.identityExpression.test(token)) throw refusal(CHOICES.lambdaRefuses);
      const { isAuthorized, handlerContext } = await answers.getOrCompute(
        JSON.stringify([token, ask.operation, ask.channel]),
        async () => {
          const value = await answerOf(needs.functions, config.functionArn, requestFor(apiId, token, ask));
          const ttl = Math.min(value.ttlOverride ?? config.ttlSeconds, TTL_MAX_S);
          return { value, untilMs: needs.clock.now() + ttl * 1000 };
        },
      );
      if (!isAuthorized) throw refusal(CHOICES.lambdaRefuses);
      // The page says handlerContext, the types of @aws-appsync/utils resolverContext: both are there.
      return { mode: 'AWS_LAMBDA', identity: { handlerContext, resolverContext: handlerContext } };
    },
  };
}

type Answer = { isAuthorized: boolean; handlerContext: unknown; ttlOverride?: number };

function requestFor(
  apiId: string,
  authorizationToken: string,
  { operation, namespace, channel, origin }: Ask,
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

async function answerOf(functions: Functions, functionArn: string, request: unknown): Promise<Answer> {
  let answer: unknown;
  try {
    answer = await functions.invoke(functionArn, request);
  } catch {
    throw refusal(CHOICES.lambdaRefuses);
  }
  const { isAuthorized, handlerContext, ttlOverride } = Object(answer) as Record<string, unknown>;
  return {
    isAuthorized: isAuthorized === true,
    handlerContext: handlerContext ?? null,
    ...(typeof ttlOverride === 'number' && { ttlOverride }),
  };
}
