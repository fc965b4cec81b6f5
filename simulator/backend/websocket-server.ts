// The server end of WebSockets: AppSync's own connections on sockets in memory instead of TCP.
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { CONNECTION_LIFE_MS, KEEP_ALIVE_MS, parseCredentials } from '@parley/wire';
import type { EventApi } from '../../packages/local/services/appsync/event-api.ts';
import { FlushScheduler } from '../../packages/local/services/appsync/websocket/flush-scheduler.ts';
import { SharedTimer } from '../../packages/local/services/appsync/websocket/shared-timer.ts';
import { WebSocketConnection } from '../../packages/local/services/appsync/websocket/websocket-connection.ts';
import type { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';

/** The browser's end, as the server calls it: with a frame's text, a ping, or the close. */
export type BrowserEnd = { text(text: string): void; ping(): void; closed(): void };

/** The server's end, as the browser calls it. */
export type ServerEnd = { text(text: string): void; pong(): void; close(): void };

/** The connections of AppSync between a start and the next crash. */
export class WebSocketServer {
  readonly #context: RunContext;
  readonly #lifetime: Lifetime;
  readonly #api: EventApi;
  readonly #scheduler = new FlushScheduler();
  readonly #keepAlive: SharedTimer<WebSocketConnection>;
  readonly #lifetimeLimits: SharedTimer<WebSocketConnection>;

  constructor(context: RunContext, lifetime: Lifetime, api: EventApi) {
    this.#context = context;
    this.#lifetime = lifetime;
    this.#api = api;
    this.#keepAlive = new SharedTimer(lifetime, KEEP_ALIVE_MS, (connection) => connection.keepAlive());
    this.#lifetimeLimits = new SharedTimer(lifetime, CONNECTION_LIFE_MS, (connection) => connection.close(1000));
  }

  /** Accepts a WebSocket; `protocols` contain the credentials. */
  accept(protocols: readonly string[], browser: BrowserEnd): ServerEnd {
    const socket = new MemorySocket(browser);
    const origin = { headers: {}, sourceIp: [] };
    const admit = async () => {
      const authorization = protocols.map((one) => parseCredentials(one)).find((found) => found !== undefined) ?? {};
      await this.#api.authorizeConnect({ authorization, origin });
      return this.#api;
    };
    const connection = new WebSocketConnection(
      { socket: socket as unknown as Duplex, head: Buffer.alloc(0) },
      {
        scheduler: this.#scheduler,
        clock: this.#lifetime,
        origin,
        warn: (line) => this.#context.reportEngineFailure(line),
      },
      admit,
    );
    this.#keepAlive.add(connection);
    this.#lifetimeLimits.add(connection);
    socket.on('close', () => {
      this.#keepAlive.delete(connection);
      this.#lifetimeLimits.delete(connection);
    });
    this.#lifetime.onEnd(() => socket.close(true));
    return {
      text: (text) => this.#lifetime.run(() => socket.receive(TEXT, text)),
      pong: () => this.#lifetime.run(() => socket.receive(PONG)),
      close: () => this.#lifetime.run(() => socket.close(false)),
    };
  }
}

const FINAL = 0x80;
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** FoldedMessage for a TCP socket: what goes over it, either way, are whole frames of RFC 6455. */
class MemorySocket extends EventEmitter {
  readonly writableLength = 0;
  readonly #browser: BrowserEnd;
  #open = true;
  #bytes = '';

  constructor(browser: BrowserEnd) {
    super();
    this.#browser = browser;
  }

  get writable(): boolean {
    return this.#open;
  }

  /** Receives a frame of the browser: final, with a mask of zeros. */
  receive(opcode: number, text = ''): void {
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
    for (let frame = this.#nextFrame(); frame; frame = this.#nextFrame()) {
      if (frame.opcode === TEXT) this.#browser.text(frame.text);
      else if (frame.opcode === PING) this.#browser.ping();
      else if (frame.opcode === CLOSE) this.close(true);
    }
  }

  isPaused(): boolean {
    return false;
  }

  end(): void {
    this.close(true);
  }

  destroy(): void {
    this.close(true);
  }

  pause(): void {}
  resume(): void {}
  cork(): void {}
  uncork(): void {}

  close(notify: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    if (notify) this.#browser.closed();
    this.emit('close');
  }

  /** Removes the next whole frame from the written bytes; RFC 6455, 5.2: final frames without a mask. */
  #nextFrame(): { opcode: number; text: string } | undefined {
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
