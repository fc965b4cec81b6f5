// The one port: every request is given to the endpoint that it is for.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { AwsError, EngineError } from '../errors.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';

/** Only this machine is served: what listens here lets anyone in who can reach it. */
const LOOPBACK = '127.0.0.1';

/** Listens on a port (0 picks a free one) and serves the endpoints; `say` hears of what failed inside. */
export async function listen(endpoints: Endpoints, port: number, say: (line: string) => void): Promise<Server> {
  const server = createServer((request, response) => void serve(endpoints, request, response, say));
  server.on('upgrade', (request, socket, head) => upgrade(endpoints, request, socket, head, say));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(portError(port, cause)));
    server.listen(port, LOOPBACK, resolve);
  });
  // Out of file descriptors, for one: the server stays, and the connections that it has stay with it.
  server.on('error', (error) => say(`The port reports: ${error.message}`));
  endpoints.listensOn((server.address() as AddressInfo).port);
  return server;
}

async function serve(
  endpoints: Endpoints,
  request: IncomingMessage,
  response: ServerResponse,
  say: (line: string) => void,
) {
  const url = urlOf(request);
  const endpoint = url && endpoints.find(url.host, url.pathname);
  if (!url || !endpoint)
    return refuse(response, new AwsError('NotFoundException', 'Nothing answers at this address.', 404));
  // Sign-in comes back to the page's own address, so a page opened at 127.0.0.1 moves there first.
  if (endpoint.page && url.hostname === LOOPBACK) {
    response.writeHead(307, { location: `${endpoints.pageOrigin}${url.pathname}${url.search}` }).end();
    return;
  }
  try {
    await endpoint.handle(request, response, seenBy(endpoint, url));
  } catch (error) {
    if (error instanceof AwsError) return refuse(response, error);
    say(`${request.method} ${url.pathname} failed: ${error instanceof Error ? error.stack : String(error)}`);
    refuse(response, new AwsError('InternalFailure', 'The engine failed; it printed why.', 500));
  }
}

function upgrade(
  endpoints: Endpoints,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  say: (line: string) => void,
) {
  socket.on('error', () => socket.destroy());
  const url = urlOf(request);
  const endpoint = url && endpoints.find(url.host, url.pathname);
  // While the engine starts, half of an API may be there: its answers would be wrong, and a client might believe them.
  if (!endpoints.isOpen) return void socket.end(refusedUpgrade('503 Service Unavailable'));
  if (!url || !endpoint?.upgrade) return void socket.end(refusedUpgrade('404 Not Found'));
  try {
    endpoint.upgrade(request, socket, head, seenBy(endpoint, url));
  } catch (error) {
    say(`The WebSocket of ${url.pathname} failed: ${error instanceof Error ? error.stack : String(error)}`);
    socket.destroy();
  }
}

function refusedUpgrade(status: string): string {
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}

/** The URL as the endpoint's own host would see it. */
function seenBy(endpoint: Endpoint, url: URL): URL {
  const path = url.host === endpoint.host ? url.pathname : url.pathname.slice(endpoint.base.length) || '/';
  return new URL(path + url.search, `https://${endpoint.host}`);
}

function urlOf(request: IncomingMessage): URL | undefined {
  return URL.parse(`http://${request.headers.host ?? 'localhost'}${request.url?.replace(/^\/+/, '/')}`) ?? undefined;
}

function refuse(response: ServerResponse, { type, message, status, fields }: AwsError): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ __type: type, message, ...fields }));
}

function portError(port: number, cause: NodeJS.ErrnoException): EngineError {
  if (cause.code === 'EADDRINUSE')
    return new EngineError(
      'port-taken',
      `Port ${port} is taken. End what uses it, or choose another: --port 0 picks a free one.`,
      { cause },
    );
  if (cause.code === 'EACCES')
    return new EngineError('port-taken', `Port ${port} needs more rights than you have. Choose one from 1024 on.`, {
      cause,
    });
  return new EngineError('port-taken', `Port ${port} cannot be opened: ${cause.message}.`, { cause });
}
