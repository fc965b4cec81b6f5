// A web of one local server: names and public addresses of the test's choice, all connections of which end at that server.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Network } from '../public-network.ts';

/** A public address for hosts of tests: the checks are those of production, so a private one would be refused. */
export const PUBLIC_ADDRESS = '93.184.215.14';

export type FakeWeb = AsyncDisposable & {
  port: number;
  network: Network;
  /** The addresses and ports to which connections were made, and the names that were resolved. */
  connected: string[];
  resolved: string[];
  /** The headers of the requests. */
  requests: { host: string; path: string; headers: NodeJS.Dict<string | string[]> }[];
};

/** Starts the server. `names` says what a name resolves to, one list for each time; another name is at `PUBLIC_ADDRESS`. */
export async function startFakeWeb(
  listener: RequestListener,
  names: Readonly<Record<string, readonly (readonly string[])[]>> = {},
): Promise<FakeWeb> {
  const requests: FakeWeb['requests'] = [];
  const server = createServer((request, response) => {
    const { host = '', ...headers } = request.headers;
    requests.push({ host, path: request.url ?? '', headers });
    response.on('error', () => {});
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connected: string[] = [];
  const resolved: string[] = [];
  return {
    port,
    requests,
    connected,
    resolved,
    network: {
      async resolve(host) {
        const times = resolved.filter((one) => one === host).length;
        resolved.push(host);
        const answers = names[host] ?? [[PUBLIC_ADDRESS]];
        return answers[Math.min(times, answers.length - 1)] ?? [];
      },
      async connect(address, targetPort, signal) {
        connected.push(`${address}:${targetPort}`);
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect', { signal });
        return socket;
      },
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
