// Lambda authorizers of REST APIs: identity sources, the call of the function, its cached policy.
import { AwsError } from '../../errors.ts';
import { ExpiringCache } from '../../protocol/expiring-cache.ts';
import {
  type AuthorizerPolicy,
  decideInvoke,
  isRecord,
  mayInvoke,
  parseAuthorizerPolicy,
} from '../apigatewayv2/index.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { gatewayError } from './gateway-response.ts';
import { evaluateExpression, type MappingSources } from './parameter-mapping.ts';
import { createProxyEvent } from './proxy-integration.ts';
import type { FunctionAuthorizer } from './rest-api-definition.ts';
import type { RestApisDeps } from './rest-api-deps.ts';
import { mappingSources, type RestRequest } from './rest-request.ts';

/** What an authorizer found out: the event's `requestContext.authorizer`, and an API key. */
export type Authorized = { authorizer: Readonly<Record<string, unknown>>; usageKey?: string | undefined };

// Source: CloudFormation reference, Authorizer, AuthorizerResultTtlInSeconds: at most 3,600.
const CACHE = { entriesMax: 1_000, trustMs: 3_600_000 };

/** The authorizers of one API, and the policies that they returned. */
export class LambdaAuthorizers {
  readonly #apiId: string;
  readonly #deps: RestApisDeps;
  readonly #policies: ExpiringCache<AuthorizerPolicy>;

  constructor(apiId: string, deps: RestApisDeps) {
    this.#apiId = apiId;
    this.#deps = deps;
    this.#policies = new ExpiringCache(deps.clock, CACHE);
  }

  /**
   * Authorizes a request, or throws the gateway's error. Source: API Gateway developer guide, "Use API Gateway Lambda authorizers"
   * and "Input to an API Gateway Lambda authorizer".
   */
  async authorize(authorizer: FunctionAuthorizer, request: RestRequest, stage: string): Promise<Authorized> {
    const identity = identityOf(authorizer, mappingSources(request, ''));
    const methodArn = this.#arn(`${stage}/${request.httpMethod}${request.path}`);
    const call = () => this.#call(authorizer, request, identity, methodArn);
    const key = JSON.stringify([authorizer.id, stage, identity]);
    const policy =
      authorizer.ttlMs === 0
        ? await call()
        : await this.#policies.getOrCompute(key, async () => ({ value: await call(), forMs: authorizer.ttlMs }));
    const effect = decideInvoke(policy, methodArn, String(request.context.identity['sourceIp']));
    if (effect !== 'allowed')
      throw gatewayError(
        'ACCESS_DENIED',
        `User is not authorized to access this resource${effect === 'denied' ? ' with an explicit deny' : ''}`,
      );
    const strings = Object.entries(policy.context).map(([name, value]) => [name, String(value)]);
    return {
      authorizer: { ...Object.fromEntries(strings), principalId: policy.principalId, integrationLatency: 0 },
      usageKey: policy.usageIdentifierKey,
    };
  }

  async #call(authorizer: FunctionAuthorizer, request: RestRequest, identity: readonly string[], methodArn: string) {
    const { id, kind, functionArn } = authorizer;
    const access = { ...authorizer, functionArn, sourceArn: this.#arn(`authorizers/${id}`) };
    if (!mayInvoke(access, this.#deps)) throw gatewayError('AUTHORIZER_CONFIGURATION_ERROR');
    const event =
      kind === 'TOKEN'
        ? { type: kind, methodArn, authorizationToken: identity[0] }
        : { type: kind, methodArn, ...withoutBody(createProxyEvent(request, Buffer.alloc(0), [])) };
    const { payload, error } = await this.#deps.lambda.invoke(functionArn, event).catch((cause: unknown) => {
      if (cause instanceof AwsError) throw gatewayError('AUTHORIZER_FAILURE');
      throw cause;
    });
    if (error) throw gatewayError(saysUnauthorized(payload) ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE');
    const policy = parseAuthorizerPolicy(payload);
    // "You cannot set a JSON object or array as a valid value of any key in the context map."
    const isFlat = Object.values(policy?.context ?? {}).every((value) => typeof value !== 'object');
    if (policy?.principalId === undefined || !isFlat) throw gatewayError('AUTHORIZER_CONFIGURATION_ERROR');
    return policy;
  }

  #arn(resource: string): string {
    return `arn:aws:execute-api:${REGION}:${ACCOUNT}:${this.#apiId}/${resource}`;
  }
}

/** The values of the identity sources; a request without one of them is not authorized, and the function is not called. */
function identityOf({ kind, identitySources, pattern }: FunctionAuthorizer, sources: MappingSources): string[] {
  const values = identitySources.map((source) => evaluateExpression(source, sources));
  if (values.some((value) => value === undefined || value === '')) throw gatewayError('UNAUTHORIZED');
  if (kind === 'TOKEN' && pattern && !pattern.test(values[0] ?? '')) throw gatewayError('UNAUTHORIZED');
  return values as string[];
}

/** A function that throws `Unauthorized` answers 401: the developer guide's example of a TOKEN authorizer. */
function saysUnauthorized(payload: unknown): boolean {
  return isRecord(payload) && payload['errorMessage'] === 'Unauthorized';
}

function withoutBody({ body, isBase64Encoded, ...event }: Record<string, unknown>): Record<string, unknown> {
  return event;
}
