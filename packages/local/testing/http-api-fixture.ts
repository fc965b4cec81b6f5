// Test fixture: an HTTP API on its own port, with a function that returns its event.
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { ManualClock } from '../clock.ts';
import { AwsError } from '../errors.ts';
import { Endpoints } from '../http/endpoints.ts';
import { listen } from '../http/server.ts';
import { apiGatewayResources, HttpApis } from '../services/apigatewayv2/index.ts';
import { Ids } from '../services/resource-ids.ts';

/** The response to a request. */
export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };
/** A stub function: receives the event and returns the payload; a thrown AwsError is an error of the Lambda service. */
export type FunctionStub = (event: never) => unknown;

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:Echo';
const POOL = 'us-east-1_abcdefghi';

/** A stub of the issuer: the token is its claims in JSON. Real tokens are tested with Cognito. */
const tokens = {
  async verify(token: string, { userPoolId }: { userPoolId: string }) {
    if (userPoolId !== POOL || !token.startsWith('{'))
      throw new AwsError('UnauthorizedException', 'Token has expired.', 401);
    return JSON.parse(token) as Record<string, unknown>;
  },
};

const iam = { allows: () => true, trusts: () => true };

/** Creates an API with routes; `authorized` routes require a token of the user pool. */
export async function withApi(
  t: TestContext,
  {
    routes = [] as string[],
    authorized = [] as string[],
    properties = {},
    scopes,
    stage = {},
    integration = {},
  }: {
    routes?: string[];
    authorized?: string[];
    properties?: Record<string, unknown>;
    scopes?: string[];
    stage?: Record<string, unknown>;
    integration?: Record<string, unknown>;
  },
  stub: FunctionStub = (event) => event,
) {
  const clock = new ManualClock();
  const endpoints = new Endpoints();
  const problems: string[] = [];
  const server = await listen(endpoints, 0, (line) => problems.push(line));
  endpoints.open();
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const invoke = async (_arn: string, event: unknown) => {
    try {
      return { payload: await stub(event as never) };
    } catch (error) {
      if (error instanceof AwsError) throw error;
      return { payload: { errorMessage: String(error) }, error: 'Unhandled' as const };
    }
  };
  const httpApis = new HttpApis({
    clock,
    endpoints,
    lambda: { invoke, permits: () => permitted },
    iam,
    tokens,
    say: (line) => problems.push(line),
  });
  let permitted = true;
  const ids = new Ids('Demo');
  const make = (logicalId: string, type: string, own: Record<string, unknown>) => {
    const kind = apiGatewayResources.find((one) => one.type === `AWS::ApiGatewayV2::${type}`);
    const resource = { logicalId, type: `AWS::ApiGatewayV2::${type}`, properties: own, metadata: {} };
    return kind?.create(resource, { httpApis, ids }) as { ref: string; attributes?: Record<string, string> };
  };
  const api = make('Api', 'Api', { ProtocolType: 'HTTP', ...properties });
  const ApiId = api.ref;
  make('Stage', 'Stage', { ApiId, StageName: '$default', AutoDeploy: true, ...stage });
  const target = make('Integration', 'Integration', {
    ApiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: LAMBDA,
    PayloadFormatVersion: '2.0',
    ...integration,
  });
  const authorizer = make('UserPool', 'Authorizer', {
    ApiId,
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Audience: ['page'], Issuer: `https://cognito-idp.us-east-1.amazonaws.com/${POOL}` },
  });
  const Target = `integrations/${target.ref}`;
  for (const RouteKey of routes) make(RouteKey, 'Route', { ApiId, RouteKey, Target });
  for (const RouteKey of authorized)
    make(RouteKey, 'Route', {
      ApiId,
      RouteKey,
      Target,
      AuthorizationType: 'JWT',
      AuthorizerId: authorizer.ref,
      ...(scopes && { AuthorizationScopes: scopes }),
    });
  const { port } = server.address() as AddressInfo;
  const ask = (method: string, path: string, headers: Record<string, string> | string[] = {}, body?: string | Buffer) =>
    send(port, method, `/_aws/execute-api/${ApiId}${path}`, headers, body);
  return {
    ask,
    make,
    clock,
    endpoints,
    problems,
    id: ApiId,
    endpoint: api.attributes?.ApiEndpoint,
    /** For routes and authorizers that a test adds itself. */
    target: Target,
    functionUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${LAMBDA}/invocations`,
    /** Withdraws the permission to invoke the function as an authorizer. */
    forbid: () => {
      permitted = false;
    },
  };
}

/** Sends one request to a port of this machine. */
export function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string> | string[],
  body?: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const raw = Array.isArray(headers) ? ['host', `127.0.0.1:${port}`, ...headers] : headers;
    const asked = request({ host: '127.0.0.1', port, method, path, headers: raw, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
