// The server's end of a WebSocket: reads frames, answers pings, and closes in good order. RFC 6455, sections 5.5 and 7.
//
//   open ─close()─► closing ─the client's close frame─► over        open ─its close frame, or a breach─► over
//
// After its close frame it sends nothing, and who does not hang up then is hung up on.
import type { Duplex } from 'node:stream';
import type { Clock } from '../../../clock.ts';
import { type Breach, type FrameListener, FrameReader } from './frame-reader.ts';
import { controlFrame } from './frame-writer.ts';
import type { Outbox } from './socket-writer.ts';

/** Hears what comes over a WebSocket. */
export interface Listener {
  /** A message; nothing when it was binary. */
  heard(text: string | undefined): void;
  /** A ping or a pong. */
  alive(): void;
  /** The connection is gone. */
  gone(): void;
}

/** What is left of an upgrade when hands are shaken. `head` is what the client has sent behind it. */
export type Upgraded = { readonly socket: Duplex; readonly head: Buffer };

/** How long a client may take to close. */
const CLOSE_MS = 30_000;

const CLOSE = 8;
const PING = 9;
const PONG = 10;

const EMPTY = Buffer.alloc(0);

/** A WebSocket. What it sends leaves through its outbox; messages go there directly. */
export class ServerWebSocket implements FrameListener {
  readonly #socket: Duplex;
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #listener: Listener;
  #state: 'open' | 'closing' | 'over' = 'open';

  /** `messageMax` is how many bytes a message of the client may have. */
  constructor({ socket, head }: Upgraded, outbox: Outbox, clock: Clock, messageMax: number, listener: Listener) {
    this.#socket = socket;
    this.#outbox = outbox;
    this.#clock = clock;
    this.#listener = listener;
    const reader = new FrameReader(messageMax, this);
    socket.on('data', (piece: Buffer) => reader.read(piece));
    socket.on('end', () => this.#over());
    socket.on('close', () => {
      this.#state = 'over';
      listener.gone();
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
    this.#outbox.push(controlFrame(PING, EMPTY));
  }

  /** Says that it closes, and waits for the client to say so too. */
  close(code: number): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#sayClose(code);
    this.#hangUpLater();
  }

  /** Hangs up without a word. */
  terminate(): void {
    this.#socket.destroy();
  }

  message(text: string | undefined): void {
    if (this.#state === 'open') this.#listener.heard(text);
  }

  pinged(payload: Buffer): void {
    this.#listener.alive();
    // Who sends pings and does not read the answers is cut like any slow reader.
    if (this.#outbox.full) this.terminate();
    else this.#outbox.push(controlFrame(PONG, payload));
  }

  ponged(): void {
    this.#listener.alive();
  }

  closed(code: number | undefined): void {
    if (this.#state === 'open') this.#sayClose(code);
    this.#over();
  }

  broken(breach: Breach): void {
    if (this.#state === 'open') this.#sayClose(breach);
    this.#over();
  }

  #sayClose(code: number | undefined): void {
    const payload = code === undefined ? EMPTY : Buffer.from([code >> 8, code & 0xff]);
    this.#outbox.end(controlFrame(CLOSE, payload));
  }

  /** The server is the first to end the TCP connection: section 7.1.1. */
  #over(): void {
    this.#state = 'over';
    this.#outbox.flush();
    this.#socket.end();
    this.#hangUpLater();
  }

  #hangUpLater(): void {
    const callOff = this.#clock.after(CLOSE_MS, () => this.terminate());
    this.#socket.on('close', callOff);
  }
}
