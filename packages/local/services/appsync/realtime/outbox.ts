// What goes out to one socket: all frames of one turn of the event loop leave in one write.
//
// The cost of fan-out is the system call for each socket, not the framing: sixteen events in one write cost little more
// than one. And who does not read is cut off, so that what waits for him is bounded.
import type { Duplex } from 'node:stream';
import { textFrameHead, utf8 } from './text-frame.ts';

/** Bytes that may still wait from earlier turns; more means that the reader has stopped reading. */
export const BACKLOG_MAX = 4 * 1024 * 1024;

/** From this size on, an event's bytes are shared by all sockets that it goes to, and not copied into each write. */
export const SHARED_FROM = 16 * 1024;

/** The end of a turn: the outboxes that have something to say. One of it serves all sockets. */
export class Turn {
  #waiting: Outbox[] = [];

  add(outbox: Outbox): void {
    if (this.#waiting.push(outbox) === 1) setImmediate(() => this.#end());
  }

  #end(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const outbox of waiting) outbox.flush();
  }
}

/** The frames that wait for the end of the turn, for one socket. */
export class Outbox {
  readonly #socket: Duplex;
  readonly #turn: Turn;
  /** Bytes as a binary string; what is large stands before it, in `#pieces`. */
  #text = '';
  #pieces: (string | Buffer)[] | undefined;
  #waits = false;

  constructor(socket: Duplex, turn: Turn) {
    this.#socket = socket;
    this.#turn = turn;
  }

  /** Sends a text as a frame. */
  send(text: string): void {
    const bytes = utf8(text);
    this.push(textFrameHead(bytes.length) + bytes);
  }

  /** Sends bytes that are a frame already; `shared` is the end of it, when that is large. */
  push(bytes: string, shared?: Buffer): void {
    this.#text += bytes;
    if (shared) {
      this.#pieces ??= [];
      this.#pieces.push(this.#text, shared);
      this.#text = '';
    }
    if (this.#waits) return;
    this.#waits = true;
    this.#turn.add(this);
  }

  /** Writes what waits, or cuts the socket off. */
  flush(): void {
    const text = this.#text;
    const pieces = this.#pieces;
    this.#waits = false;
    this.#text = '';
    this.#pieces = undefined;
    if (!this.#socket.writable || (text === '' && !pieces)) return;
    if (this.full) {
      this.#socket.destroy();
      return;
    }
    if (!pieces) {
      this.#socket.write(text, 'latin1');
      return;
    }
    this.#socket.cork();
    for (const piece of pieces) this.#socket.write(piece, 'latin1');
    if (text !== '') this.#socket.write(text, 'latin1');
    this.#socket.uncork();
  }

  /** Whether the reader has fallen so far behind that he is cut off. */
  get full(): boolean {
    return this.#socket.writableLength > BACKLOG_MAX;
  }
}
