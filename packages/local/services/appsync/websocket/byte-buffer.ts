// A buffer that grows as bytes are appended.

/** Grows by doubling, so that single bytes cost hardly more than all at once, and never holds more than twice its content. */
export class ByteBuffer {
  #bytes: Buffer;
  #length: number;

  constructor(first: Buffer) {
    // A copy: the piece may be a small part of a large buffer, which must not stay in memory for it.
    this.#bytes = Buffer.from(first);
    this.#length = first.length;
  }

  get length(): number {
    return this.#length;
  }

  append(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
