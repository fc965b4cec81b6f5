// The server's end of a WebSocket: reads frames, answers pings, and closes cleanly. RFC 6455, sections 5.5 and 7.
//
//   open ─close()─► closing ─the client's close frame─► closed     open ─its close frame, or a protocol error─► closed
//
// It sends nothing after its close frame, and terminates a client that does not close the TCP connection then.
import type { Duplex } from 'node:stream';
import type { Clock } from '../../../clock.ts';
import { type FrameListener, FrameReader, type ProtocolErrorCode } from './frame-reader.ts';
import { controlFrame } from './frame-writer.ts';
import type { SocketWriter } from './socket-writer.ts';

/** Receives what happens on a WebSocket. */
export interface WebSocketListener {
  /** A message; undefined for a binary one. */
  onMessage(text: string | undefined): void;
  /** A ping or a pong. */
  onActivity(): void;
  /** The TCP connection is closed. */
  onClosed(): void;
}

/** An upgraded socket. `head` is what the client has sent behind its handshake. */
export type Upgraded = { readonly socket: Duplex; readonly head: Buffer };

/** How long a client may take to close. */
const CLOSE_TIMEOUT_MS = 30_000;

const CLOSE = 8;
const PING = 9;
const PONG = 10;

const EMPTY = Buffer.alloc(0);

/** A WebSocket. Its control frames go through its socket writer; messages go there directly. */
export class ServerWebSocket implements FrameListener {
  readonly #socket: Duplex;
  readonly #writer: SocketWriter;
  readonly #clock: Clock;
  readonly #listener: WebSocketListener;
  #state: 'open' | 'closing' | 'closed' = 'open';

  /** `messageMax` is the largest size of a client's message in bytes. */
  constructor(
    { socket, head }: Upgraded,
    writer: SocketWriter,
    clock: Clock,
    messageMax: number,
    listener: WebSocketListener,
  ) {
    this.#socket = socket;
    this.#writer = writer;
    this.#clock = clock;
    this.#listener = listener;
    const reader = new FrameReader(messageMax, this);
    socket.on('data', (piece: Buffer) => reader.read(piece));
    socket.on('end', () => this.#end());
    socket.on('close', () => {
      this.#state = 'closed';
      listener.onClosed();
    });
    if (head.length > 0) socket.unshift(head);
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isPaused(): boolean {
    return this.#socket.isPaused();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  ping(): void {
    this.#writer.push(controlFrame(PING, EMPTY));
  }

  /** Sends a close frame and waits for that of the client. */
  close(code: number): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#sendClose(code);
    this.#terminateLater();
  }

  /** Closes the TCP connection without a close frame. */
  terminate(): void {
    this.#socket.destroy();
  }

  onMessage(text: string | undefined): void {
    if (this.#state === 'open') this.#listener.onMessage(text);
  }

  onPing(payload: Buffer): void {
    this.#listener.onActivity();
    // A client that sends pings and does not read the pongs is cut off like any slow reader.
    if (this.#writer.isOverLimit) this.terminate();
    else this.#writer.push(controlFrame(PONG, payload));
  }

  onPong(): void {
    this.#listener.onActivity();
  }

  onClose(code: number | undefined): void {
    if (this.#state === 'open') this.#sendClose(code);
    this.#end();
  }

  onProtocolError(code: ProtocolErrorCode): void {
    if (this.#state === 'open') this.#sendClose(code);
    this.#end();
  }

  #sendClose(code: number | undefined): void {
    const payload = code === undefined ? EMPTY : Buffer.from([code >> 8, code & 0xff]);
    this.#writer.end(controlFrame(CLOSE, payload));
  }

  /** The server is the first to end the TCP connection: section 7.1.1. */
  #end(): void {
    this.#state = 'closed';
    this.#writer.flush();
    this.#socket.end();
    this.#terminateLater();
  }

  #terminateLater(): void {
    const cancel = this.#clock.after(CLOSE_TIMEOUT_MS, () => this.terminate());
    this.#socket.on('close', cancel);
  }
}
