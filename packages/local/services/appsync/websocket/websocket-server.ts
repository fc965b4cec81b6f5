// The WebSockets of all APIs: upgrades, keep-alives and shutdown.
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Authorization, CONNECTION_LIFE_MS, KEEP_ALIVE_MS, parseCredentials, SUBPROTOCOL } from '@parley/wire';
import type { Clock } from '../../../clock.ts';
import type { Hop } from '../../../fault-injection/index.ts';
import type { RequestOrigin } from '../auth/authorization-modes.ts';
import type { EventApi } from '../event-api.ts';
import { readCredentials, readOrigin } from '../request-origin.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';
import type { FlushScheduler } from './flush-scheduler.ts';
import { SharedTimer } from './shared-timer.ts';
import { WebSocketConnection } from './websocket-connection.ts';
import { acceptHandshake, offeredSubprotocols } from './websocket-handshake.ts';

/** Grace period at shutdown for clients to answer the close frame; after it the HTTP server closes their sockets. */
const SHUTDOWN_GRACE_MS = 1_000;

/** Finds the API of a connect by its credentials; throws AwsError when their host is not that of an API. */
export type FindApi = (authorization: Authorization, request: IncomingMessage) => EventApi;

/** The dependencies of the server. */
export type WebSocketServerDeps = {
  readonly clock: Clock;
  readonly scheduler: FlushScheduler;
  readonly hop: Hop;
  /** Reports problems of the engine itself. */
  readonly warn: (line: string) => void;
};

/** Opens connections, keeps them alive, and closes them at shutdown. */
export class WebSocketServer {
  readonly #deps: WebSocketServerDeps;
  readonly #connections = new Set<WebSocketConnection>();
  readonly #keepAlive: SharedTimer<WebSocketConnection>;
  readonly #lifetime: SharedTimer<WebSocketConnection>;
  #onLastClosed = () => {};

  constructor(deps: WebSocketServerDeps) {
    this.#deps = deps;
    this.#keepAlive = new SharedTimer(deps.clock, KEEP_ALIVE_MS, (connection) => connection.keepAlive());
    this.#lifetime = new SharedTimer(deps.clock, CONNECTION_LIFE_MS, (connection) =>
      connection.close(UNDOCUMENTED.lifeOverClose.value),
    );
  }

  /** Upgrades a request. Bad credentials are reported over the WebSocket, as on AWS, and not by an HTTP status. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, findApi: FindApi): void {
    const { hop, scheduler, clock, warn } = this.#deps;
    const fault = hop.active ? hop.nextFault({ site: 'connect', subject: request.url ?? '' }) : undefined;
    if (fault) return void socket.end(rejectedUpgrade(fault.status));
    if (!acceptHandshake(request, socket)) return;
    const origin = new SerializedOrigin(readOrigin(request));
    const authenticate = async () => {
      const authorization = credentialsOf(request);
      const api = findApi(authorization, request);
      await api.authorizeConnect({ authorization, origin });
      return api;
    };
    const deps = { scheduler, clock, origin, warn };
    this.#add(new WebSocketConnection({ socket, head }, deps, authenticate), socket);
  }

  // Separate from `upgrade`, so that the listener does not hold the request in memory as long as the connection is open.
  #add(connection: WebSocketConnection, socket: Duplex): void {
    this.#connections.add(connection);
    this.#keepAlive.add(connection);
    this.#lifetime.add(connection);
    socket.on('close', () => {
      this.#connections.delete(connection);
      this.#keepAlive.delete(connection);
      this.#lifetime.delete(connection);
      if (this.#connections.size === 0) this.#onLastClosed();
    });
  }

  /** Closes every connection with 1001, "going away". Resolves when all are closed, or after the grace period. */
  close(): Promise<void> {
    for (const connection of this.#connections) connection.close(1001);
    if (this.#connections.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, SHUTDOWN_GRACE_MS);
      this.#onLastClosed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function rejectedUpgrade(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}

/** An origin stored as one text: only handlers read headers, and an idle connection should take little memory. */
class SerializedOrigin implements RequestOrigin {
  readonly #json: string;

  constructor(origin: RequestOrigin) {
    this.#json = JSON.stringify(origin);
  }

  get sourceIp() {
    return this.#origin.sourceIp;
  }

  get headers() {
    return this.#origin.headers;
  }

  get #origin() {
    return JSON.parse(this.#json) as RequestOrigin;
  }
}

/** The credentials of an upgrade: in a subprotocol, as browsers send them, or in headers, as AWS's mobile libraries do. */
function credentialsOf(request: IncomingMessage): Authorization {
  const offered = offeredSubprotocols(request);
  if (offered.length === 0) throw awsError(UNDOCUMENTED.missingSubprotocol);
  if (!offered.includes(SUBPROTOCOL)) throw awsError(UNDOCUMENTED.otherSubprotocol);
  for (const subprotocol of offered) {
    const credentials = offeredCredentials(subprotocol);
    if (credentials) return credentials;
  }
  return readCredentials(request);
}

function offeredCredentials(subprotocol: string): Authorization | undefined {
  try {
    return parseCredentials(subprotocol);
  } catch {
    throw awsError(UNDOCUMENTED.unreadableCredentials);
  }
}
