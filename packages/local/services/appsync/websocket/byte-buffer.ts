// Bytes that come in pieces and are kept in one place.

/** Grows by doubling, so that a byte at a time costs hardly more than all at once, and never holds twice what came. */
export class Gathered {
  #bytes: Buffer;
  #length: number;

  constructor(first: Buffer) {
    // A copy: a piece may be a small part of a large buffer, which must not be held for it.
    this.#bytes = Buffer.from(first);
    this.#length = first.length;
  }

  get length(): number {
    return this.#length;
  }

  add(piece: Buffer): void {
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
