// AppSync's end of the WebSockets: the service's own connections, with a socket in memory in place of TCP.
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { CONNECTION_LIFE_MS, KEEP_ALIVE_MS, parseCredentials } from '@parley/wire';
import type { EventApi } from '../../packages/local/services/appsync/event-api.ts';
import { SharedTimer } from '../../packages/local/services/appsync/websocket/shared-timer.ts';
import { FlushScheduler } from '../../packages/local/services/appsync/websocket/socket-writer.ts';
import { WebSocketConnection } from '../../packages/local/services/appsync/websocket/websocket-connection.ts';
import type { Life } from '../determinism/lifetime.ts';
import type { World } from '../determinism/run-context.ts';

/** What a server's end tells the browser's: a frame's text, a ping, or the end. */
export type Peer = { text(text: string): void; ping(): void; ended(): void };

/** What a browser's end tells the server's. */
export type ServerEnd = { text(text: string): void; pong(): void; ended(): void };

/** The connections of one life of AppSync. */
export class Listeners {
  readonly #world: World;
  readonly #life: Life;
  readonly #api: EventApi;
  readonly #scheduler = new FlushScheduler();
  readonly #keepAlive: SharedTimer<WebSocketConnection>;
  readonly #lives: SharedTimer<WebSocketConnection>;

  constructor(world: World, life: Life, api: EventApi) {
    this.#world = world;
    this.#life = life;
    this.#api = api;
    this.#keepAlive = new SharedTimer(life, KEEP_ALIVE_MS, (connection) => connection.keepAlive());
    this.#lives = new SharedTimer(life, CONNECTION_LIFE_MS, (connection) => connection.close(1000));
  }

  /** Takes a WebSocket; `protocols` hold the credentials. */
  accept(protocols: readonly string[], peer: Peer): ServerEnd {
    const socket = new MemorySocket(peer);
    const origin = { headers: {}, sourceIp: [] };
    const admit = async () => {
      const authorization = protocols.map((one) => parseCredentials(one)).find((found) => found !== undefined) ?? {};
      await this.#api.authorizeConnect({ authorization, origin });
      return this.#api;
    };
    const connection = new WebSocketConnection(
      { socket: socket as unknown as Duplex, head: Buffer.alloc(0) },
      { scheduler: this.#scheduler, clock: this.#life, origin, warn: (line) => this.#world.fault(line) },
      admit,
    );
    this.#keepAlive.add(connection);
    this.#lives.add(connection);
    socket.on('close', () => {
      this.#keepAlive.delete(connection);
      this.#lives.delete(connection);
    });
    this.#life.atEnd(() => socket.ended(true));
    return {
      text: (text) => this.#life.do(() => socket.says(TEXT, text)),
      pong: () => this.#life.do(() => socket.says(PONG)),
      ended: () => this.#life.do(() => socket.ended(false)),
    };
  }
}

const FINAL = 0x80;
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Stands for a TCP socket: what goes over it, either way, are whole frames of RFC 6455. */
class MemorySocket extends EventEmitter {
  readonly writableLength = 0;
  readonly #peer: Peer;
  #open = true;
  #bytes = '';

  constructor(peer: Peer) {
    super();
    this.#peer = peer;
  }

  get writable(): boolean {
    return this.#open;
  }

  /** The browser's frames: final, and under a mask of zeros. */
  says(opcode: number, text = ''): void {
    if (!this.#open) return;
    const payload = Buffer.from(text);
    const head = Buffer.alloc(14);
    head.writeUInt16BE(((FINAL | opcode) << 8) | 0xff);
    head.writeBigUInt64BE(BigInt(payload.length), 2);
    this.emit(
      'data',
      opcode < CLOSE ? Buffer.concat([head, payload]) : Buffer.from([FINAL | opcode, 0x80, 0, 0, 0, 0]),
    );
  }

  write(bytes: string | Buffer): void {
    this.#bytes += typeof bytes === 'string' ? bytes : bytes.toString('latin1');
    for (let frame = this.#frame(); frame; frame = this.#frame()) {
      if (frame.opcode === TEXT) this.#peer.text(frame.text);
      else if (frame.opcode === PING) this.#peer.ping();
      else if (frame.opcode === CLOSE) this.ended(true);
    }
  }

  isPaused(): boolean {
    return false;
  }

  end(): void {
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
    if (!this.#open) return;
    this.#open = false;
    if (tell) this.#peer.ended();
    this.emit('close');
  }

  /** Takes the next whole frame off what was written; RFC 6455, 5.2: final frames without a mask. */
  #frame(): { opcode: number; text: string } | undefined {
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
    const text = Buffer.from(bytes.slice(head, head + length), 'latin1').toString('utf8');
    return { opcode: bytes.charCodeAt(0) & 0x0f, text };
  }
}
