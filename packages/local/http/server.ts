// The one port: every request is given to the endpoint that it is for.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { AwsError, EngineError } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';
import { openBothDoors } from './http-and-tls.ts';

/** Only this machine is served: what listens here lets anyone in who can reach it. */
const LOOPBACK = '127.0.0.1';

const OWN_NAMES: ReadonlySet<string> = new Set(['localhost', LOOPBACK, '[::1]']);

/**
 * Listens on a port (0 picks a free one) and serves the endpoints; `say` hears of what failed inside. With a certificate
 * the port takes TLS too.
 */
export async function listen(
  endpoints: Endpoints,
  port: number,
  say: (line: string) => void,
  certificate?: Certificate,
): Promise<Server> {
  const server = createServer((request, response) => void serve(endpoints, request, response, say));
  server.on('upgrade', (request, socket, head) => upgrade(endpoints, request, socket, head, say));
  if (certificate) openBothDoors(server, certificate);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(portError(port, cause)));
    server.listen(port, LOOPBACK, resolve);
  });
  // Out of file descriptors, for one: the server stays, and the connections that it has stay with it.
  server.on('error', (error) => say(`The port reports: ${error.message}`));
  endpoints.listensOn((server.address() as AddressInfo).port);
  return server;
}

/** Follows the connections of a server, WebSockets among them; the answer ends them all and waits until the port is free. */
export function followed(server: Server): () => Promise<void> {
  const connections = new Set<Socket>();
  const closed = new Promise<void>((resolve) => server.once('close', () => resolve()));
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return () => {
    server.close();
    for (const socket of connections) socket.destroy();
    return closed;
  };
}

async function serve(
  endpoints: Endpoints,
  request: IncomingMessage,
  response: ServerResponse,
  say: (line: string) => void,
) {
  if (!endpoints.isOpen) return refuse(response, new AwsError('ServiceUnavailable', 'The engine is starting.', 503));
  const url = urlOf(request);
  if (url && isForeign(url, endpoints))
    return refuse(response, new AwsError('MisdirectedRequest', `${url.host} is not served on this machine.`, 421));
  const endpoint = url && endpoints.find(url.host, url.pathname);
  if (!url || !endpoint)
    return refuse(response, new AwsError('NotFoundException', 'Nothing answers at this address.', 404));
  const isInside = endpoints.isInside(endpoint, url.host);
  if (endpoints.isEnding && !isInside) {
    response.setHeader('connection', 'close');
    return refuse(response, new AwsError('ServiceUnavailable', 'The engine is ending.', 503));
  }
  if (!isInside) endpoints.enters(response);
  // Sign-in comes back to the page's own address, so a page opened at 127.0.0.1 moves there first.
  if (endpoint.page && url.hostname === LOOPBACK) {
    const origin = endpoints.pageOrigin.replace('http:', request.socket instanceof TLSSocket ? 'https:' : 'http:');
    response.writeHead(307, { location: `${origin}${url.pathname}${url.search}` }).end();
    return;
  }
  try {
    await endpoint.handle(request, response, seenBy(endpoint, url));
  } catch (error) {
    if (error instanceof AwsError) return refuse(response, error);
    // The data folder has said so already, with its reason, which is for whoever runs the engine.
    if (error instanceof EngineError && error.code === 'data-unwritable')
      return refuse(response, new AwsError('ServiceUnavailable', 'Nothing can be stored just now. Try again.', 503));
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
  if (!endpoints.isOpen || endpoints.isEnding) return void socket.end(refusedUpgrade('503 Service Unavailable'));
  if (url && isForeign(url, endpoints)) return void socket.end(refusedUpgrade('421 Misdirected Request'));
  if (!url || !endpoint?.upgrade) return void socket.end(refusedUpgrade('404 Not Found'));
  try {
    endpoint.upgrade(request, socket, head, seenBy(endpoint, url));
  } catch (error) {
    say(`The WebSocket of ${url.pathname} failed: ${error instanceof Error ? error.stack : String(error)}`);
    socket.destroy();
  }
}

/**
 * Whether a request names a host that is neither this machine nor one of the template's: a page elsewhere may have turned its
 * own name to 127.0.0.1, to talk to what listens there with its visitor's browser (DNS rebinding).
 */
function isForeign(url: URL, endpoints: Endpoints): boolean {
  return !OWN_NAMES.has(url.hostname) && !endpoints.isNamed(url.host);
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
