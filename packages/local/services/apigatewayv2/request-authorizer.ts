// Lambda authorizers of HTTP APIs: identity sources, the call of the function, its cached result.
import { AwsError } from '../../errors.ts';
import { ExpiringCache } from '../../protocol/expiring-cache.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { type AuthorizerPolicy, decideInvoke, parseAuthorizerPolicy } from './authorizer-policy.ts';
import { mayInvoke } from './function-access.ts';
import type { HttpApisDeps } from './http-api-deps.ts';
import { isRecord } from './integration-response.ts';

/** A Lambda authorizer. `simple`: the function returns `isAuthorized` in place of a policy. */
export type RequestAuthorizer = {
  kind: 'REQUEST';
  id: string;
  functionArn: string;
  roleArn: string | undefined;
  payloadVersion: '1.0' | '2.0';
  simple: boolean;
  /** `$request.header.Authorization`, `$context.routeKey` */
  identitySources: readonly string[];
  ttlMs: number;
};

/** The authorizer's part of the event of an integration. */
export type LambdaContext = { lambda: Readonly<Record<string, unknown>> | null; principalId: string | undefined };

/** The event of a request in payload format 2.0, as its integration would receive it. */
export type RequestEvent = Readonly<Record<string, unknown>> & {
  headers: Readonly<Record<string, string>>;
  routeKey: string;
  requestContext: Readonly<Record<string, unknown>> & { stage: string; http: Readonly<Record<string, string>> };
};

type Result = { simple: boolean; context: Readonly<Record<string, unknown>> | null } | { policy: AuthorizerPolicy };

// Source: API Gateway v2 API reference, Authorizer, authorizerResultTtlInSeconds: at most 3,600.
const CACHE = { entriesMax: 1_000, trustMs: 3_600_000 };

/** The Lambda authorizers of one API, and the results that they returned. */
export class RequestAuthorizers {
  readonly #apiId: string;
  readonly #deps: HttpApisDeps;
  readonly #results: ExpiringCache<Result>;

  constructor(apiId: string, deps: HttpApisDeps) {
    this.#apiId = apiId;
    this.#deps = deps;
    this.#results = new ExpiringCache(deps.clock, CACHE);
  }

  /**
   * Authorizes a request, or throws 401, 403 or 500. Source: API Gateway developer guide, "Control access to HTTP APIs with AWS Lambda
   * authorizers". `path` is that within the stage.
   */
  async authorize(authorizer: RequestAuthorizer, event: RequestEvent, path: string): Promise<LambdaContext> {
    const { stage, http } = event.requestContext;
    const identity = identityOf(authorizer, event);
    const routeArn = this.#arn(`${stage}/${http['method']}${path}`);
    const call = () => this.#call(authorizer, event, identity, routeArn);
    const key = JSON.stringify([authorizer.id, stage, identity]);
    const result =
      authorizer.ttlMs === 0
        ? await call()
        : await this.#results.getOrCompute(key, async () => ({ value: await call(), forMs: authorizer.ttlMs }));
    const allowed =
      'policy' in result ? decideInvoke(result.policy, routeArn, http['sourceIp'] ?? '') === 'allowed' : result.simple;
    if (!allowed) throw new AwsError('ForbiddenException', 'Forbidden', 403);
    const context = 'policy' in result ? result.policy.context : result.context;
    return {
      lambda: context && Object.keys(context).length > 0 ? context : null,
      principalId: 'policy' in result ? result.policy.principalId : undefined,
    };
  }

  async #call(
    { id, functionArn, roleArn, payloadVersion, simple }: RequestAuthorizer,
    event: RequestEvent,
    identity: readonly string[],
    routeArn: string,
  ): Promise<Result> {
    if (!mayInvoke({ functionArn, roleArn, sourceArn: this.#arn(`authorizers/${id}`) }, this.#deps)) throw failed();
    const payload = payloadVersion === '2.0' ? eventV2(event, identity, routeArn) : eventV1(event, identity, routeArn);
    const { payload: answer, error } = await this.#deps.lambda.invoke(functionArn, payload).catch((cause: unknown) => {
      throw cause instanceof AwsError ? failed() : cause;
    });
    if (error) throw failed();
    if (simple) {
      if (!isRecord(answer) || typeof answer['isAuthorized'] !== 'boolean') throw failed();
      const { isAuthorized, context } = answer;
      return { simple: isAuthorized === true, context: isRecord(context) ? context : null };
    }
    const policy = parseAuthorizerPolicy(answer);
    if (!policy) throw failed();
    return { policy };
  }

  #arn(resource: string): string {
    return `arn:aws:execute-api:${REGION}:${ACCOUNT}:${this.#apiId}/${resource}`;
  }
}

/** The values of the identity sources; without one of them the function is not called. */
function identityOf({ identitySources }: RequestAuthorizer, event: RequestEvent): string[] {
  const values = identitySources.map((source) => valueAt(source, event));
  if (values.some((value) => value === undefined || value === ''))
    throw new AwsError('UnauthorizedException', 'Unauthorized', 401);
  return values as string[];
}

function valueAt(source: string, event: RequestEvent): string | undefined {
  const [, kind, name = ''] =
    /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  const { queryStringParameters = {}, stageVariables = {} } = event as Record<string, Record<string, string>>;
  if (kind === 'request.header') return event.headers[name.toLowerCase()];
  if (kind === 'request.querystring') return own(queryStringParameters, name);
  if (kind === 'stageVariables') return own(stageVariables, name);
  const { requestContext } = event;
  const value = own({ ...requestContext, ...requestContext.http }, name);
  return typeof value === 'string' ? value : undefined;
}

function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function eventV2(event: RequestEvent, identitySource: readonly string[], routeArn: string): object {
  const { version, body, isBase64Encoded, ...request } = event;
  return { version, type: 'REQUEST', routeArn, identitySource, ...request };
}

/** The form that authorizers of REST APIs receive, with `identitySource` and `authorizationToken`. */
function eventV1(event: RequestEvent, identity: readonly string[], methodArn: string): object {
  const { headers, routeKey, requestContext, rawPath, queryStringParameters, pathParameters, stageVariables } = event;
  const { accountId, apiId, stage, requestId, domainName, domainPrefix, time, timeEpoch, http } = requestContext;
  const resource = routeKey.split(' ').at(-1);
  return {
    version: '1.0',
    type: 'REQUEST',
    methodArn,
    identitySource: identity.join(','),
    authorizationToken: identity.join(','),
    resource,
    path: rawPath,
    httpMethod: http['method'],
    headers,
    queryStringParameters: queryStringParameters ?? {},
    pathParameters: pathParameters ?? {},
    stageVariables: stageVariables ?? {},
    requestContext: {
      path: rawPath,
      accountId,
      stage,
      requestId,
      domainName,
      domainPrefix,
      requestTime: time,
      requestTimeEpoch: timeEpoch,
      identity: { sourceIp: http['sourceIp'], userAgent: http['userAgent'] },
      resourcePath: resource,
      httpMethod: http['method'],
      apiId,
    },
  };
}

/** The same page, "Troubleshooting Lambda authorizers". */
function failed(): AwsError {
  return new AwsError('InternalServerErrorException', 'Internal Server Error', 500);
}
