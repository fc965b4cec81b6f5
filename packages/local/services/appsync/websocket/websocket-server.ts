// The WebSockets of all APIs: the upgrade, the keep-alive and the end of each.
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Authorization, CONNECTION_LIFE_MS, KEEP_ALIVE_MS, parseCredentials, SUBPROTOCOL } from '@parley/wire';
import type { Clock } from '../../../clock.ts';
import type { Hop } from '../../../fault-injection/index.ts';
import type { Origin } from '../auth/authorization-modes.ts';
import type { EventApi } from '../event-api.ts';
import { credentialsIn, originOf } from '../request-origin.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import { Rota } from './shared-timer.ts';
import type { Turn } from './socket-writer.ts';
import { Connection } from './websocket-connection.ts';
import { offeredSubprotocols, shakeHands } from './websocket-handshake.ts';

/** At the end a client gets this long to answer its close; then the port cuts it. */
const FAREWELL_MS = 1_000;

/** Finds the API that credentials are for; throws AwsError when their host is no API's. */
export type FindApi = (authorization: Authorization, request: IncomingMessage) => EventApi;

/** Opens connections, keeps them, and closes them all at the end. */
export class Sockets {
  readonly #clock: Clock;
  readonly #say: (line: string) => void;
  readonly #turn: Turn;
  readonly #hop: Hop;
  readonly #connections = new Set<Connection>();
  readonly #keepAlive: Rota<Connection>;
  readonly #life: Rota<Connection>;
  #allGone = () => {};

  constructor(clock: Clock, turn: Turn, say: (line: string) => void, hop: Hop) {
    this.#clock = clock;
    this.#turn = turn;
    this.#hop = hop;
    this.#say = say;
    this.#keepAlive = new Rota(clock, KEEP_ALIVE_MS, (connection) => connection.keepAlive());
    this.#life = new Rota(clock, CONNECTION_LIFE_MS, (connection) => connection.close(CHOICES.lifeOverClose.value));
  }

  /** Takes an upgrade. Bad credentials are told over the WebSocket, as AWS does, and not by an HTTP status. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, find: FindApi): void {
    const fault = this.#hop.active ? this.#hop.nextFault({ site: 'connect', subject: request.url ?? '' }) : undefined;
    if (fault) return void socket.end(refusedUpgrade(fault.status));
    if (!shakeHands(request, socket)) return;
    const origin = new KeptOrigin(originOf(request));
    const admit = async () => {
      const authorization = credentialsOf(request);
      const api = find(authorization, request);
      await api.connect({ authorization, origin });
      return api;
    };
    const setUp = { turn: this.#turn, clock: this.#clock, origin, say: this.#say };
    this.#keep(new Connection({ socket, head }, setUp, admit), socket);
  }

  // Apart from `upgrade`, so that what listens as long as the connection lasts does not hold its request in memory.
  #keep(connection: Connection, socket: Duplex): void {
    this.#connections.add(connection);
    this.#keepAlive.join(connection);
    this.#life.join(connection);
    socket.on('close', () => {
      this.#connections.delete(connection);
      this.#keepAlive.leave(connection);
      this.#life.leave(connection);
      if (this.#connections.size === 0) this.#allGone();
    });
  }

  /** Closes every connection: 1001, the server is going away. Resolves when all are closed, or have had their time. */
  close(): Promise<void> {
    for (const connection of this.#connections) connection.close(1001);
    if (this.#connections.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const patience = setTimeout(resolve, FAREWELL_MS);
      this.#allGone = () => {
        clearTimeout(patience);
        resolve();
      };
    });
  }
}

function refusedUpgrade(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}

/** An origin kept as one text: headers are read when a handler runs, and an idle connection should cost little. */
class KeptOrigin implements Origin {
  readonly #text: string;

  constructor(origin: Origin) {
    this.#text = JSON.stringify(origin);
  }

  get sourceIp() {
    return this.#read.sourceIp;
  }

  get headers() {
    return this.#read.headers;
  }

  get #read() {
    return JSON.parse(this.#text) as Origin;
  }
}

/** The credentials of an upgrade: in a subprotocol as browsers send them, or as headers like AWS's mobile libraries. */
function credentialsOf(request: IncomingMessage): Authorization {
  const offered = offeredSubprotocols(request);
  if (offered.length === 0) throw refusal(CHOICES.missingSubprotocol);
  if (!offered.includes(SUBPROTOCOL)) throw refusal(CHOICES.otherSubprotocol);
  for (const one of offered) {
    const credentials = offeredCredentials(one);
    if (credentials) return credentials;
  }
  return credentialsIn(request);
}

function offeredCredentials(subprotocol: string): Authorization | undefined {
  try {
    return parseCredentials(subprotocol);
  } catch {
    throw refusal(CHOICES.unreadableCredentials);
  }
}
