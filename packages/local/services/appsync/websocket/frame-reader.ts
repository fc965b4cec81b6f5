// Parsing of a client's WebSocket frames, however their bytes are split: RFC 6455, sections 5 and 7.
//
// Invalid frames are rejected as soon as their first bytes arrive: nothing of a frame that is too large is buffered. Between
// two frames a reader holds no buffer.
import { isUtf8 } from 'node:buffer';
import { ByteBuffer } from './byte-buffer.ts';

/** Close codes for a violation of the protocol, a text that is not UTF-8, and a message that is too large. Section 7.4.1. */
export type ProtocolErrorCode = 1002 | 1007 | 1009;

/** Receives the frames of a client. */
export interface FrameListener {
  /** A whole message; undefined for a binary one. */
  onMessage(text: string | undefined): void;
  onPing(payload: Buffer): void;
  onPong(): void;
  /** The client closes, with a code or without. Nothing more is read. */
  onClose(code: number | undefined): void;
  /** The client has violated the protocol. Nothing more is read. */
  onProtocolError(code: ProtocolErrorCode): void;
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

/** The largest payload of a control frame. Section 5.5. */
const CONTROL_MAX = 125;

/** Reads the frames of one client; `bytesMax` is the largest message. */
export class FrameReader {
  readonly #bytesMax: number;
  readonly #listener: FrameListener;
  /** The beginning of an incomplete frame, and how many of its bytes are needed before it is read again. */
  #incomplete: ByteBuffer | undefined;
  #needed = 0;
  /** The fragments of an incomplete message, and its opcode. */
  #kind = CONTINUATION;
  #fragments: ByteBuffer | undefined;
  #ended = false;

  constructor(bytesMax: number, listener: FrameListener) {
    this.#bytesMax = bytesMax;
    this.#listener = listener;
  }

  /** Reads the next bytes. They are unmasked in place, and are not used afterwards. */
  read(piece: Buffer): void {
    if (this.#ended) return;
    let bytes = piece;
    if (this.#incomplete) {
      this.#incomplete.append(piece);
      if (this.#incomplete.length < this.#needed) return;
      bytes = this.#incomplete.bytes;
      this.#incomplete = undefined;
    }
    let at = 0;
    while (at < bytes.length) {
      const end = this.#readFrame(bytes, at);
      if (this.#ended) return;
      if (end > bytes.length) {
        this.#needed = end - at;
        this.#incomplete = new ByteBuffer(bytes.subarray(at));
        return;
      }
      at = end;
    }
  }

  /** Reads the frame that begins at `at` and returns its end; an end beyond the bytes is the least that must arrive. */
  #readFrame(bytes: Buffer, at: number): number {
    if (bytes.length - at < 2) return at + 2;
    const first = bytes[at] as number;
    const second = bytes[at + 1] as number;
    if (!this.#isAllowed(first, second)) return this.#protocolError(1002);
    let length = second & LENGTH;
    let from = at + 2;
    // The shortest form of a length is a rule for the sender (section 5.2); `ws` does not enforce it either.
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
    if (opcode < CLOSE && length + (this.#fragments?.length ?? 0) > this.#bytesMax) return this.#protocolError(1009);
    from += MASK_BYTES;
    const end = from + length;
    if (bytes.length < end) return end;
    unmask(bytes, from, end);
    if (opcode >= CLOSE) this.#readControl(opcode, bytes.subarray(from, end));
    else this.#readData(opcode, (first & FINAL) !== 0, bytes, from, end);
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

  #readData(opcode: number, isFinal: boolean, bytes: Buffer, from: number, to: number): void {
    const kind = opcode === CONTINUATION ? this.#kind : opcode;
    if (isFinal && opcode !== CONTINUATION) {
      this.#deliver(kind, bytes, from, to);
      return;
    }
    this.#kind = kind;
    const fragment = bytes.subarray(from, to);
    if (this.#fragments) this.#fragments.append(fragment);
    else this.#fragments = new ByteBuffer(fragment);
    if (!isFinal) return;
    const message = this.#fragments.bytes;
    this.#kind = CONTINUATION;
    this.#fragments = undefined;
    this.#deliver(kind, message, 0, message.length);
  }

  #deliver(kind: number, bytes: Buffer, from: number, to: number): void {
    if (kind === BINARY) {
      this.#listener.onMessage(undefined);
      return;
    }
    const text = bytes.toString('utf8', from, to);
    // Invalid UTF-8 is read as U+FFFD; only a text that contains it needs a second check.
    if (text.includes('\ufffd') && !isUtf8(bytes.subarray(from, to))) this.#protocolError(1007);
    else this.#listener.onMessage(text);
  }

  #readControl(opcode: number, payload: Buffer): void {
    if (opcode === PING) this.#listener.onPing(payload);
    else if (opcode === PONG) this.#listener.onPong();
    else if (payload.length === 0) this.#close(undefined);
    else if (payload.length === 1 || !isCloseCode(payload.readUInt16BE(0))) this.#protocolError(1002);
    else if (!isUtf8(payload.subarray(2))) this.#protocolError(1007);
    else this.#close(payload.readUInt16BE(0));
  }

  #close(code: number | undefined): void {
    this.#ended = true;
    this.#listener.onClose(code);
  }

  #protocolError(code: ProtocolErrorCode): number {
    this.#ended = true;
    this.#fragments = undefined;
    this.#listener.onProtocolError(code);
    return 0;
  }
}

/** Removes the mask, whose four bytes precede the payload. Section 5.3. */
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

/** Codes that a close frame may carry: those of section 7.4.1 and of IANA's registry, and the ranges for applications. */
function isCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
}
