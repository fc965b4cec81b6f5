// A bare HTTP server with only the AppSync service, in place of the engine's port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '../clock.ts';
import { AwsError } from '../errors.ts';
import { Endpoints } from '../http/endpoints.ts';
import type { AppSyncDeps, HandlerLog, TokenVerifier } from '../services/appsync/appsync-deps.ts';
import { appSyncResources } from '../services/appsync/appsync-resources.ts';
import { AppSync } from '../services/appsync/appsync-service.ts';
import { Ids } from '../services/resource-ids.ts';
import type { Created, Resource } from '../services/resource-type.ts';
import { MemoryStorage } from './memory-storage.ts';

/** A running service. */
export type TestHost = {
  readonly appSync: AppSync;
  readonly clock: ManualClock;
  readonly logged: readonly HandlerLog[];
  /** `127.0.0.1:41234` */
  readonly address: string;
  create(logicalId: string, type: string, properties: Record<string, unknown>): Promise<Created>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Starts the service on a free port. A given `storage` outlives it. */
export async function startHost(
  options: Partial<Omit<AppSyncDeps, 'ids' | 'endpoints' | 'log'>> & { clock?: ManualClock } = {},
): Promise<TestHost> {
  const endpoints = new Endpoints();
  const clock = options.clock ?? new ManualClock();
  const logged: HandlerLog[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const endpoint = endpoints.find(url.host, url.pathname);
    if (endpoint) void endpoint.handle(request, response, url);
    else response.writeHead(404).end();
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const endpoint = endpoints.find(url.host, url.pathname);
    if (endpoint?.upgrade) endpoint.upgrade(request, socket, head, url);
    else socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  endpoints.setPort(port);
  const { storage = new MemoryStorage(), tokens = noTokens } = options;
  const log = (entry: HandlerLog) => logged.push(entry);
  const appSync = new AppSync({
    ...options,
    clock,
    storage,
    endpoints,
    tokens,
    log,
  });
  return {
    appSync,
    clock,
    logged,
    address: `127.0.0.1:${port}`,
    async create(logicalId, type, properties) {
      const resourceType = appSyncResources.find((one) => one.type === type);
      const resource: Resource = { logicalId, type, properties, metadata: {} };
      if (!resourceType) throw new Error(`${type} is unknown.`);
      return resourceType.create(resource, { appSync, ids: new Ids('TestStack') });
    },
    async [Symbol.asyncDispose]() {
      await appSync.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const noTokens: TokenVerifier = {
  async verify() {
    throw new AwsError('UnauthorizedException', 'You are not authorized to make this call.', 401);
  },
};
