// Chance out of a seed: whoever draws, draws the same in every run of the seed.

/** A source of chance. Each part of the world draws from a branch of its own, so that one more draw in a part moves no other. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 up to 1: Mulberry32. */
  readonly draw = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  /** Another source, which depends on this one's seed and on the name. */
  branch(name: string): Chance {
    let hash = this.#state ^ 0x9e3779b9;
    for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    return new Chance(hash);
  }

  /** Whether something of this probability happens. */
  happens(probability: number): boolean {
    return this.draw() < probability;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.draw() * (to - from + 1));
  }

  /** One of several. */
  pick<One>(list: readonly One[]): One {
    return list[this.whole(0, list.length - 1)] as One;
  }

  /** Bytes, as `crypto.getRandomValues` fills them in. */
  fill<Bytes extends ArrayBufferView | null>(into: Bytes): Bytes {
    if (!into) return into;
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    for (let at = 0; at < bytes.length; at++) bytes[at] = this.whole(0, 255);
    return into;
  }
}
