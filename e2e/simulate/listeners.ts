// AppSync's end of the WebSockets: the service's own connections, with a socket in memory in place of `ws` and its TCP.
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { CONNECTION_LIFE_MS, KEEP_ALIVE_MS, parseCredentials } from '@parley/wire';
import type { WebSocket } from 'ws';
import type { EventApi } from '../../packages/local/services/appsync/api.ts';
import { Connection } from '../../packages/local/services/appsync/realtime/connection.ts';
import { Turn } from '../../packages/local/services/appsync/realtime/outbox.ts';
import { Rota } from '../../packages/local/services/appsync/realtime/rota.ts';
import type { Life } from './life.ts';
import type { World } from './world.ts';

/** What a server's end tells the browser's: a frame's text, a ping, or the end. */
export type Peer = { text(text: string): void; ping(): void; ended(): void };

/** What a browser's end tells the server's. */
export type ServerEnd = { text(text: string): void; pong(): void; ended(): void };

/** The connections of one life of AppSync. */
export class Listeners {
  readonly #world: World;
  readonly #life: Life;
  readonly #api: EventApi;
  readonly #turn = new Turn();
  readonly #keepAlive: Rota<Connection>;
  readonly #lives: Rota<Connection>;

  constructor(world: World, life: Life, api: EventApi) {
    this.#world = world;
    this.#life = life;
    this.#api = api;
    this.#keepAlive = new Rota(life, KEEP_ALIVE_MS, (connection) => connection.keepAlive());
    this.#lives = new Rota(life, CONNECTION_LIFE_MS, (connection) => connection.close(1000));
  }

  /** Takes a WebSocket; `protocols` hold the credentials. */
  accept(protocols: readonly string[], peer: Peer): ServerEnd {
    const socket = new MemorySocket(peer);
    const origin = { headers: {}, sourceIp: [] };
    const admit = async () => {
      const authorization = protocols.map((one) => parseCredentials(one)).find((found) => found !== undefined) ?? {};
      await this.#api.connect({ authorization, origin });
      return this.#api;
    };
    const connection = new Connection(
      {
        ws: socket as unknown as WebSocket,
        socket: socket as unknown as Duplex,
        turn: this.#turn,
        clock: this.#life,
        origin,
        say: (line) => this.#world.fault(line),
      },
      admit,
    );
    this.#keepAlive.join(connection);
    this.#lives.join(connection);
    socket.on('close', () => {
      this.#keepAlive.leave(connection);
      this.#lives.leave(connection);
    });
    this.#life.atEnd(() => socket.ended(true));
    return {
      text: (text) => this.#life.do(() => socket.emit('message', text, false)),
      pong: () => this.#life.do(() => socket.emit('pong')),
      ended: () => this.#life.do(() => socket.ended(false)),
    };
  }
}

/** Stands for `ws` and for the socket under it: what the service writes are whole frames of RFC 6455. */
class MemorySocket extends EventEmitter {
  readonly OPEN = 1;
  readonly isPaused = false;
  readonly writableLength = 0;
  readyState = 1;
  readonly #peer: Peer;
  #bytes = '';

  constructor(peer: Peer) {
    super();
    this.#peer = peer;
  }

  get writable(): boolean {
    return this.readyState === 1;
  }

  write(bytes: string | Buffer): void {
    this.#bytes += typeof bytes === 'string' ? bytes : bytes.toString('latin1');
    for (let text = this.#frame(); text !== undefined; text = this.#frame()) this.#peer.text(text);
  }

  ping(): void {
    this.#peer.ping();
  }

  close(): void {
    this.ended(true);
  }

  terminate(): void {
    this.ended(true);
  }

  destroy(): void {
    this.ended(true);
  }

  pause(): void {}
  resume(): void {}
  cork(): void {}
  uncork(): void {}

  ended(tell: boolean): void {
    if (this.readyState !== 1) return;
    this.readyState = 3;
    if (tell) this.#peer.ended();
    this.emit('close');
  }

  /** Takes the next whole frame off what was written; RFC 6455, 5.2: final text frames without a mask. */
  #frame(): string | undefined {
    const bytes = this.#bytes;
    const short = bytes.charCodeAt(1);
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < head) return undefined;
    let length = short;
    if (short >= 126) {
      length = 0;
      for (const byte of bytes.slice(2, head)) length = length * 256 + byte.charCodeAt(0);
    }
    if (bytes.length < head + length) return undefined;
    this.#bytes = bytes.slice(head + length);
    return Buffer.from(bytes.slice(head, head + length), 'latin1').toString('utf8');
  }
}
