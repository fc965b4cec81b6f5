// Test fixture: a REST API on its own port, with functions and tables that are stubs.
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { ManualClock } from '../clock.ts';
import { AwsError } from '../errors.ts';
import { Endpoints } from '../http/endpoints.ts';
import { listen } from '../http/server.ts';
import { RestApis, restApiResources } from '../services/apigateway/index.ts';
import { Ids } from '../services/resource-ids.ts';
import type { Created } from '../services/resource-type.ts';
import { type Answer, send } from './http-api-fixture.ts';

/** A function: receives the event and returns its result. */
export type RestFunction = (event: never) => unknown;

/** `arn:aws:apigateway:…:lambda:path/…/functions/…:NAME/invocations`, the address of a function for an integration. */
export function invocationUri(name: string): string {
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn(name)}/invocations`;
}

export function functionArn(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
}

/** A proxy integration with a function. */
export function proxyTo(name: string): Record<string, unknown> {
  return { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: invocationUri(name) };
}

/** What a test may change of the services. */
type Options = {
  api?: Record<string, unknown>;
  /** By name; every method may invoke them. */
  functions?: Record<string, RestFunction>;
  table?: (roleArn: string, operation: string, input: Record<string, unknown>) => Promise<unknown>;
  permits?: (functionArn: string, sourceArn: string) => boolean;
  trusts?: boolean;
  tokens?: (token: string) => Record<string, unknown>;
};

/** Starts an empty API. `method` adds a path with a method, `deploy` the stage `prod`. */
export async function withRestApi(t: TestContext, options: Options = {}) {
  const { functions = {}, permits = () => true, trusts = true } = options;
  const clock = new ManualClock();
  const endpoints = new Endpoints();
  const lines: string[] = [];
  const invoked: { name: string; event: unknown; wait: boolean }[] = [];
  const server = await listen(endpoints, 0, (line) => lines.push(line));
  endpoints.open();
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  endpoints.setPort(port);
  const nameOf = (arn: string) => arn.split(':').at(-1) ?? '';
  const restApis = new RestApis({
    clock,
    endpoints,
    lambda: {
      invokeStreaming: () => Promise.reject(new Error('The functions of this fixture do not stream.')),
      async invoke(arn, event) {
        const name = nameOf(arn);
        invoked.push({ name, event: structuredClone(event), wait: true });
        try {
          return { payload: await functions[name]?.(event as never) };
        } catch (error) {
          if (error instanceof AwsError) throw error;
          return { payload: { errorMessage: (error as Error).message }, error: 'Unhandled' };
        }
      },
      invokeAsync: (arn, event) => invoked.push({ name: nameOf(arn), event, wait: false }),
      permits: (arn, _service, source) => permits(arn, source),
    },
    iam: { allows: () => trusts, trusts: () => trusts },
    table: options.table ?? (async () => ({})),
    tokens: {
      async verify(token) {
        if (!options.tokens) throw new AwsError('UnauthorizedException', 'The token is not valid.', 401);
        return options.tokens(token);
      },
    },
    say: (line) => lines.push(line),
  });
  const ids = new Ids('Demo');
  const make = async (logicalId: string, type: string, properties: Record<string, unknown>): Promise<Created> => {
    const full = `AWS::ApiGateway::${type}`;
    const resourceType = restApiResources.find((one) => one.type === full);
    if (!resourceType) throw new Error(`${full} is unknown.`);
    return resourceType.create({ logicalId, type: full, properties, metadata: {} }, { restApis, ids });
  };
  const { ref: RestApiId, attributes } = await make('Api', 'RestApi', { Name: 'demo', ...options.api });
  const paths = new Map([['', attributes?.['RootResourceId'] ?? '']]);
  const resource = async (path: string): Promise<string> => {
    const known = paths.get(path);
    if (known !== undefined) return known;
    const at = path.lastIndexOf('/');
    const ParentId = await resource(path.slice(0, at));
    const { ref } = await make(`Resource ${path}`, 'Resource', { RestApiId, ParentId, PathPart: path.slice(at + 1) });
    paths.set(path, ref);
    return ref;
  };
  return {
    id: RestApiId,
    clock,
    endpoints,
    lines,
    invoked,
    origin: `http://127.0.0.1:${port}`,
    make: (logicalId: string, type: string, properties: Record<string, unknown>) =>
      make(logicalId, type, { RestApiId, ...properties }),
    /** Adds a method, by `GET /orders/{id}`. */
    async method(key: string, integration: Record<string, unknown>, properties: Record<string, unknown> = {}) {
      const [HttpMethod = '', path = ''] = key.split(' ');
      const ResourceId = await resource(path === '/' ? '' : path);
      return make(key, 'Method', { RestApiId, ResourceId, HttpMethod, Integration: integration, ...properties });
    },
    async deploy(stage: Record<string, unknown> = {}) {
      const { ref: DeploymentId } = await make('Deployment', 'Deployment', { RestApiId });
      await make('Stage', 'Stage', { RestApiId, DeploymentId, StageName: 'prod', ...stage });
    },
    ask: (
      method: string,
      path: string,
      headers: Record<string, string> | string[] = {},
      body?: string | Buffer,
    ): Promise<Answer> => send(port, method, `/_aws/execute-api/${RestApiId}${path}`, headers, body),
  };
}
