// The HTTP server on the engine's one port: dispatches each request to its endpoint.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { AwsError, EngineError } from '../errors.ts';
import { isExhausted } from '../machine-limits.ts';
import type { Certificate } from './certificate.ts';
import type { Endpoints } from './endpoints.ts';
import { acceptTlsAndHttp } from './http-and-tls.ts';
import { InMemoryConnections } from './in-memory-connections.ts';

/** Only this machine is served: every client that can reach the port is trusted. */
const LOOPBACK = '127.0.0.1';

const NOT_PUBLIC =
  'This service is reached only from the machine of the engine, at http://127.0.0.1, and not under its public names.';

/** How long a client may take to send a request: as long as an HTTP API waits for the response (API Gateway quotas). */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Listens on a port (0 picks a free one) and serves the endpoints; `say` receives failures of the engine. With a certificate
 * the port accepts TLS, too.
 */
export async function listen(
  endpoints: Endpoints,
  port: number,
  say: (line: string) => void,
  certificate?: Certificate,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
): Promise<Server> {
  const timeouts = {
    headersTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: requestTimeoutMs / 4,
  };
  const server = createServer(timeouts, (request, response) => void serve(endpoints, request, response, say));
  server.on('upgrade', (request, socket, head) => upgrade(endpoints, request, socket, head, say));
  const inMemory = new InMemoryConnections(server);
  server.once('close', () => inMemory.close());
  if (certificate) acceptTlsAndHttp(server, certificate);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(portError(port, cause)));
    server.listen(port, LOOPBACK, resolve);
  });
  // For instance when file descriptors run out: the server keeps running and keeps its connections.
  server.on('error', (error) => say(`The HTTP server reports: ${error.message}`));
  endpoints.setPort((server.address() as AddressInfo).port, inMemory);
  return server;
}

/** Tracks a server's connections, WebSockets included. The returned function closes them all and waits until the port is free. */
export function trackConnections(server: Server): () => Promise<void> {
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
  const starting = () => sendError(response, new AwsError('ServiceUnavailable', 'The engine is starting.', 503));
  if (!endpoints.isOpen && !endpoints.servesInternally) return starting();
  const address = endpoints.resolve(request);
  if (address?.isForeign) {
    const message = `${address.url.host} is not served on this machine.`;
    return sendError(response, new AwsError('MisdirectedRequest', message, 421));
  }
  if (!address?.endpoint)
    return sendError(response, new AwsError('NotFoundException', 'There is no endpoint at this address.', 404));
  const { url, endpoint, ownUrl } = address;
  if (address.isPublic && !endpoints.public.serves(endpoint.reach, request))
    return sendError(response, new AwsError('AccessDeniedException', NOT_PUBLIC, 403));
  const isInternal = endpoints.isInternal(endpoint, url.host);
  if (!endpoints.isOpen && !isInternal) return starting();
  if (!isInternal) endpoints.trackRequest(response);
  if (endpoints.isStopping && !isInternal) {
    response.setHeader('connection', 'close');
    return sendError(response, new AwsError('ServiceUnavailable', 'The engine is stopping.', 503));
  }
  // Sign-in redirects to the page's own origin, so a page that is opened at 127.0.0.1 is redirected there first.
  if (endpoint.page && url.hostname === LOOPBACK) {
    const origin = endpoints.pageOrigin.replace('http:', request.socket instanceof TLSSocket ? 'https:' : 'http:');
    response.writeHead(307, { location: `${origin}${url.pathname}${url.search}` }).end();
    return;
  }
  try {
    await endpoint.handle(request, response, ownUrl);
  } catch (error) {
    if (error instanceof AwsError) return sendError(response, error);
    // The store has reported it already, with the reason, which is for the operator only.
    if (error instanceof EngineError && error.code === 'data-unwritable')
      return sendError(
        response,
        new AwsError('ServiceUnavailable', 'Nothing can be stored at the moment. Try again.', 503),
      );
    if (isExhausted(error))
      return sendError(response, new AwsError('ServiceUnavailable', 'The machine is out of file descriptors.', 503));
    say(`${request.method} ${url.pathname} failed: ${error instanceof Error ? error.stack : String(error)}`);
    sendError(response, new AwsError('InternalFailure', 'The engine failed; its output has the reason.', 500));
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
  const address = endpoints.resolve(request);
  // While the engine starts, an API may be incomplete: its responses would be wrong, and a client might rely on them.
  if (!endpoints.isOpen || endpoints.isStopping) return void socket.end(refusedUpgrade('503 Service Unavailable'));
  if (address?.isForeign) return void socket.end(refusedUpgrade('421 Misdirected Request'));
  if (address?.isPublic && address.endpoint?.reach !== 'public')
    return void socket.end(refusedUpgrade('403 Forbidden'));
  if (!address?.endpoint?.upgrade) return void socket.end(refusedUpgrade('404 Not Found'));
  try {
    address.endpoint.upgrade(request, socket, head, address.ownUrl);
  } catch (error) {
    say(`The WebSocket of ${address.url.pathname} failed: ${error instanceof Error ? error.stack : String(error)}`);
    socket.destroy();
  }
}

function refusedUpgrade(status: string): string {
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}

function sendError(response: ServerResponse, { type, message, status, fields }: AwsError): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ __type: type, message, ...fields }));
}

/** Parses `--port N`: a number from 0, which picks a free port, to 65535. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw new EngineError('bad-option', `--port takes a number from 0 to 65535, not ${JSON.stringify(text)}.`);
  return port;
}

function portError(port: number, cause: NodeJS.ErrnoException): EngineError {
  if (cause.code === 'EADDRINUSE')
    return new EngineError(
      'port-taken',
      `Port ${port} is in use. Stop the process that uses it, or choose another port: --port 0 picks a free one.`,
      { cause },
    );
  if (cause.code === 'EACCES')
    return new EngineError(
      'port-taken',
      `Port ${port} needs privileges that you do not have. Choose a port from 1024 up.`,
      {
        cause,
      },
    );
  return new EngineError('port-taken', `The engine cannot listen on port ${port}: ${cause.message}.`, { cause });
}
