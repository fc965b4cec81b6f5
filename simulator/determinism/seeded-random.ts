// A seeded random number generator: the same seed gives the same numbers in every run.

/** A generator. Each part of a run has its own branch, so that one more number in a part changes no other part. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A number from 0 to below 1: Mulberry32. */
  readonly draw = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  /** Another generator, whose seed derives from the state of this one and the name. */
  branch(name: string): SeededRandom {
    let hash = this.#state ^ 0x9e3779b9;
    for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    return new SeededRandom(hash);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.draw() < probability;
  }

  /** An integer, both bounds included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.draw() * (to - from + 1));
  }

  /** One element of a list. */
  pick<Element>(list: readonly Element[]): Element {
    return list[this.integer(0, list.length - 1)] as Element;
  }

  /** Fills in random bytes, as `crypto.getRandomValues` does. */
  fill<Bytes extends ArrayBufferView | null>(into: Bytes): Bytes {
    if (!into) return into;
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    for (let index = 0; index < bytes.length; index++) bytes[index] = this.integer(0, 255);
    return into;
  }
}
