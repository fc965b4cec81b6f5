// WebSocket frames from a client, read out of whatever pieces their bytes come in: RFC 6455, sections 5 and 7.
//
// What can be refused is refused as soon as its first bytes are there: nothing of a frame that is too long is kept. Between
// two frames a reader holds no buffer.
import { isUtf8 } from 'node:buffer';
import { Gathered } from './byte-buffer.ts';

/** Close codes of who breaks the protocol, says what is not UTF-8, or says too much. Section 7.4.1. */
export type Breach = 1002 | 1007 | 1009;

/** Hears what a client says. */
export interface FrameListener {
  /** A whole message; nothing when it was binary. */
  message(text: string | undefined): void;
  pinged(payload: Buffer): void;
  ponged(): void;
  /** The client closes, with a code or without. It says nothing more. */
  closed(code: number | undefined): void;
  /** The client has broken the protocol. Nothing more is read. */
  broken(breach: Breach): void;
}

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

const FINAL = 0x80;
const RESERVED = 0x70;
const OPCODE = 0x0f;
const MASKED = 0x80;
const LENGTH = 0x7f;
const MASK_BYTES = 4;

/** What a control frame may hold. Section 5.5. */
const CONTROL_MAX = 125;

/** Reads the frames of one client; `bytesMax` is the longest message. */
export class FrameReader {
  readonly #bytesMax: number;
  readonly #to: FrameListener;
  /** The beginning of a frame, and how much of it must be there before it is worth to look again. */
  #begun: Gathered | undefined;
  #needed = 0;
  /** The fragments of a message that is not over, and what kind it is. */
  #kind = CONTINUATION;
  #message: Gathered | undefined;
  #over = false;

  constructor(bytesMax: number, to: FrameListener) {
    this.#bytesMax = bytesMax;
    this.#to = to;
  }

  /** Reads on. The bytes are unmasked in place, and are not used afterwards. */
  read(piece: Buffer): void {
    if (this.#over) return;
    let bytes = piece;
    if (this.#begun) {
      this.#begun.add(piece);
      if (this.#begun.length < this.#needed) return;
      bytes = this.#begun.bytes;
      this.#begun = undefined;
    }
    let at = 0;
    while (at < bytes.length) {
      const end = this.#frame(bytes, at);
      if (this.#over) return;
      if (end > bytes.length) {
        this.#needed = end - at;
        this.#begun = new Gathered(bytes.subarray(at));
        return;
      }
      at = end;
    }
  }

  /** Reads the frame that begins here and gives its end. One that lies beyond the bytes is how far they must reach at least. */
  #frame(bytes: Buffer, at: number): number {
    if (bytes.length - at < 2) return at + 2;
    const first = bytes[at] as number;
    const second = bytes[at + 1] as number;
    if (!this.#isAllowed(first, second)) return this.#broken(1002);
    let length = second & LENGTH;
    let from = at + 2;
    // That a length takes the fewest bytes is a rule for the sender (section 5.2); `ws` does not insist on it either.
    if (length === 126) {
      from += 2;
      if (bytes.length < from) return from;
      length = bytes.readUInt16BE(from - 2);
    } else if (length === 127) {
      from += 8;
      if (bytes.length < from) return from;
      length = bytes.readUInt32BE(from - 8) * 2 ** 32 + bytes.readUInt32BE(from - 4);
    }
    const opcode = first & OPCODE;
    if (opcode < CLOSE && length + (this.#message?.length ?? 0) > this.#bytesMax) return this.#broken(1009);
    from += MASK_BYTES;
    const end = from + length;
    if (bytes.length < end) return end;
    unmask(bytes, from, end);
    if (opcode >= CLOSE) this.#control(opcode, bytes.subarray(from, end));
    else this.#data(opcode, (first & FINAL) !== 0, bytes, from, end);
    return end;
  }

  /** Whether a frame may begin with these two bytes now. Sections 5.1, 5.2, 5.4 and 5.5. */
  #isAllowed(first: number, second: number): boolean {
    if ((first & RESERVED) !== 0 || (second & MASKED) === 0) return false;
    switch (first & OPCODE) {
      case CONTINUATION:
        return this.#kind !== CONTINUATION;
      case TEXT:
      case BINARY:
        return this.#kind === CONTINUATION;
      case CLOSE:
      case PING:
      case PONG:
        return (first & FINAL) !== 0 && (second & LENGTH) <= CONTROL_MAX;
      default:
        return false;
    }
  }

  #data(opcode: number, isFinal: boolean, bytes: Buffer, from: number, to: number): void {
    const kind = opcode === CONTINUATION ? this.#kind : opcode;
    if (isFinal && opcode !== CONTINUATION) {
      this.#said(kind, bytes, from, to);
      return;
    }
    this.#kind = kind;
    const fragment = bytes.subarray(from, to);
    if (this.#message) this.#message.add(fragment);
    else this.#message = new Gathered(fragment);
    if (!isFinal) return;
    const message = this.#message.bytes;
    this.#kind = CONTINUATION;
    this.#message = undefined;
    this.#said(kind, message, 0, message.length);
  }

  #said(kind: number, bytes: Buffer, from: number, to: number): void {
    if (kind === BINARY) {
      this.#to.message(undefined);
      return;
    }
    const text = bytes.toString('utf8', from, to);
    // What is not UTF-8 is read as U+FFFD; only who says that needs a second look.
    if (text.includes('\ufffd') && !isUtf8(bytes.subarray(from, to))) this.#broken(1007);
    else this.#to.message(text);
  }

  #control(opcode: number, payload: Buffer): void {
    if (opcode === PING) this.#to.pinged(payload);
    else if (opcode === PONG) this.#to.ponged();
    else if (payload.length === 0) this.#closed(undefined);
    else if (payload.length === 1 || !isCloseCode(payload.readUInt16BE(0))) this.#broken(1002);
    else if (!isUtf8(payload.subarray(2))) this.#broken(1007);
    else this.#closed(payload.readUInt16BE(0));
  }

  #closed(code: number | undefined): void {
    this.#over = true;
    this.#to.closed(code);
  }

  #broken(breach: Breach): number {
    this.#over = true;
    this.#message = undefined;
    this.#to.broken(breach);
    return 0;
  }
}

/** Undoes the mask that stands before the payload. Section 5.3. */
function unmask(bytes: Buffer, from: number, to: number): void {
  const mask = bytes.readInt32BE(from - MASK_BYTES);
  if (mask === 0) return;
  const a = mask >>> 24;
  const b = (mask >>> 16) & 0xff;
  const c = (mask >>> 8) & 0xff;
  const d = mask & 0xff;
  let at = from;
  for (; at + 3 < to; at += 4) {
    bytes[at] = (bytes[at] as number) ^ a;
    bytes[at + 1] = (bytes[at + 1] as number) ^ b;
    bytes[at + 2] = (bytes[at + 2] as number) ^ c;
    bytes[at + 3] = (bytes[at + 3] as number) ^ d;
  }
  for (let shift = 24; at < to; at++, shift -= 8) bytes[at] = (bytes[at] as number) ^ ((mask >>> shift) & 0xff);
}

/** Codes that a close frame may carry: those of section 7.4.1 and of IANA's registry, and the ranges left to applications. */
function isCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
}
