// Buffered writes to sockets: all frames of one turn of the event loop leave in one write.
//
// The cost of fan-out is the system call for each socket, not the framing: sixteen events in one write cost little more
// than one. A client that does not read is cut off, so that its backlog is bounded.
import { Socket } from 'node:net';
import { type Duplex, PassThrough } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { FlushScheduler } from './flush-scheduler.ts';
import { textFrameHead, utf8 } from './frame-writer.ts';

/** Bytes of earlier turns that may still be unsent; a client with more has stopped reading. */
export const BACKLOG_MAX = 4 * 1024 * 1024;

/** From this size on, an event's bytes are shared by all its sockets, and not copied into each write. */
export const SHARED_FROM = 16 * 1024;

/** The destination of a silenced connection's frames. */
const NOWHERE: Duplex = new PassThrough().resume();

/** Collects the frames for one socket until the end of the turn. */
export class SocketWriter {
  readonly scheduler: FlushScheduler;
  #socket: Duplex;
  /** Bytes as a binary string; large ones precede it, in `#pieces`. */
  #text = '';
  #pieces: (string | Buffer)[] | undefined;
  #isScheduled = false;
  /** Batch writes that are still to come in this turn. */
  #announced = 0;
  #ended = false;
  /** Whether the socket has no more use for a buffer once it was written. */
  #releasesBuffers: boolean;

  constructor(socket: Duplex, scheduler: FlushScheduler) {
    this.#socket = socket;
    // TLS may keep the bytes until they are encrypted, so it gets a buffer of its own.
    this.#releasesBuffers = socket instanceof Socket && !(socket instanceof TLSSocket);
    this.scheduler = scheduler;
  }

  /** Sends a text frame. */
  send(text: string): void {
    const bytes = utf8(text);
    this.push(textFrameHead(bytes.length) + bytes);
  }

  /** Sends the bytes of a frame; `shared` is its end, when that is large. */
  push(bytes: string, shared?: Buffer): void {
    if (this.#ended) return;
    this.#text += bytes;
    if (shared) {
      this.#pieces ??= [];
      this.#pieces.push(this.#text, shared);
      this.#text = '';
    }
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.scheduler.add(this);
  }

  /** Sends the last bytes at once, and nothing after them. */
  end(bytes: string): void {
    this.push(bytes);
    this.flush();
    this.#ended = true;
  }

  /** Announces a `write` in this turn. */
  announceWrite(): void {
    this.#announced++;
  }

  /** Withdraws an announced `write`: its frames were pushed. */
  withdrawWrite(): void {
    this.#announced--;
  }

  /**
   * Sends the bytes of frames: at once, when they are the only ones for this socket in the turn. Returns whether the buffer
   * may be overwritten: a socket of Node has passed it to the system when no bytes are left to write.
   */
  write(frames: Buffer): boolean {
    const socket = this.#socket;
    const isOnly = this.#announced === 1 && !this.#isScheduled && this.#releasesBuffers;
    this.#announced--;
    if (!isOnly) {
      this.push(frames.toString('latin1'));
      return true;
    }
    if (!socket.writable || this.#ended) return true;
    if (this.isOverLimit) {
      socket.destroy();
      return true;
    }
    socket.write(frames);
    return socket.writableLength === 0;
  }

  /** Writes the collected frames, or destroys the socket of a client that does not read. */
  flush(): void {
    const text = this.#text;
    const pieces = this.#pieces;
    this.#isScheduled = false;
    this.#text = '';
    this.#pieces = undefined;
    if (!this.#socket.writable || (text === '' && !pieces)) return;
    if (this.isOverLimit) {
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

  /** Closes the TCP connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Drops all bytes in both directions and leaves the connection open; returns a function that closes it. */
  silence(): () => void {
    const socket = this.#socket;
    socket.removeAllListeners('data');
    socket.resume();
    this.#socket = NOWHERE;
    this.#releasesBuffers = false;
    return () => void (socket === NOWHERE || socket.destroy());
  }

  /** Whether `silence` was called. */
  get isSilenced(): boolean {
    return this.#socket === NOWHERE;
  }

  /** Whether the client has fallen so far behind that it must be cut off. */
  get isOverLimit(): boolean {
    return this.#socket.writableLength > BACKLOG_MAX;
  }
}
