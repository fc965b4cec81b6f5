// What goes out to one socket: all frames of one turn of the event loop leave in one write.
//
// The cost of fan-out is the system call for each socket, not the framing: sixteen events in one write cost little more
// than one. And who does not read is cut off, so that what waits for him is bounded.
import { Socket } from 'node:net';
import { type Duplex, PassThrough } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { textFrameHead, utf8 } from './frame-writer.ts';

/** Bytes that may still wait from earlier turns; more means that the reader has stopped reading. */
export const BACKLOG_MAX = 4 * 1024 * 1024;

/** From this size on, an event's bytes are shared by all sockets that it goes to, and not copied into each write. */
export const SHARED_FROM = 16 * 1024;

/** Where the frames of a silent connection go. */
const NOWHERE: Duplex = new PassThrough().resume();

/** What goes to many outboxes when the turn ends. */
export interface Delivery {
  /** Tells each outbox that something will come. */
  announce(): void;
  make(): void;
}

/** The end of a turn: what is to be delivered, and then the outboxes that still have something. One of it serves all. */
export class Turn {
  #deliveries: Delivery[] = [];
  #waiting: { flush(): void }[] = [];
  #armed = false;

  deliver(delivery: Delivery): void {
    this.#deliveries.push(delivery);
    this.#arm();
  }

  add(waiting: { flush(): void }): void {
    this.#waiting.push(waiting);
    this.#arm();
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    setImmediate(() => this.#end());
  }

  #end(): void {
    const deliveries = this.#deliveries;
    this.#deliveries = [];
    for (const delivery of deliveries) delivery.announce();
    for (const delivery of deliveries) delivery.make();
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#armed = false;
    for (const outbox of waiting) outbox.flush();
  }
}

/** The frames that wait for the end of the turn, for one socket. */
export class Outbox {
  readonly turn: Turn;
  #socket: Duplex;
  /** Bytes as a binary string; what is large stands before it, in `#pieces`. */
  #text = '';
  #pieces: (string | Buffer)[] | undefined;
  #waits = false;
  /** Deliveries that are still to come in this turn. */
  #expected = 0;
  #ended = false;
  /** Whether bytes may be overwritten once they were written. */
  #lends: boolean;

  constructor(socket: Duplex, turn: Turn) {
    this.#socket = socket;
    // What TLS does with the bytes before they are encrypted is its own affair, so it gets bytes of its own.
    this.#lends = socket instanceof Socket && !(socket instanceof TLSSocket);
    this.turn = turn;
  }

  /** Sends a text as a frame. */
  send(text: string): void {
    const bytes = utf8(text);
    this.push(textFrameHead(bytes.length) + bytes);
  }

  /** Sends bytes that are a frame already; `shared` is the end of it, when that is large. */
  push(bytes: string, shared?: Buffer): void {
    if (this.#ended) return;
    this.#text += bytes;
    if (shared) {
      this.#pieces ??= [];
      this.#pieces.push(this.#text, shared);
      this.#text = '';
    }
    if (this.#waits) return;
    this.#waits = true;
    this.turn.add(this);
  }

  /** Sends the last bytes, at once, and nothing after them. */
  end(bytes: string): void {
    this.push(bytes);
    this.flush();
    this.#ended = true;
  }

  /** A `write` will come in this turn. */
  expect(): void {
    this.#expected++;
  }

  /** It came another way. */
  expected(): void {
    this.#expected--;
  }

  /**
   * Sends bytes that are frames already: at once, when they are all that this socket gets in the turn. Returns whether the
   * bytes may be overwritten: a socket of Node has given them to the system when none are left to write.
   */
  write(frames: Buffer): boolean {
    const socket = this.#socket;
    const alone = this.#expected === 1 && !this.#waits && this.#lends;
    this.#expected--;
    if (!alone) {
      this.push(frames.toString('latin1'));
      return true;
    }
    if (!socket.writable || this.#ended) return true;
    if (this.full) {
      socket.destroy();
      return true;
    }
    socket.write(frames);
    return socket.writableLength === 0;
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

  /** Ends the connection without a word. */
  cut(): void {
    this.#socket.destroy();
  }

  /** Lets nothing through any more, either way, and leaves the connection open; returns how to end it. */
  silence(): () => void {
    const socket = this.#socket;
    socket.removeAllListeners('data');
    socket.resume();
    this.#socket = NOWHERE;
    this.#lends = false;
    return () => void (socket === NOWHERE || socket.destroy());
  }

  /** Whether nothing goes through. */
  get silent(): boolean {
    return this.#socket === NOWHERE;
  }

  /** Whether the reader has fallen so far behind that he is cut off. */
  get full(): boolean {
    return this.#socket.writableLength > BACKLOG_MAX;
  }
}
