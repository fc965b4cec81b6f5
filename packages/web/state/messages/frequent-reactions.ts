// The reactions that the user of this browser adds most, for the toolbar of a message.
import type { DraftStorage } from './drafts.ts';

/** The last reactions that are counted: a habit of long ago no longer counts. */
const REMEMBERED_MAX = 50;

const KEY = 'parley.reactions';

/** What is offered until the user has reacted. */
const DEFAULTS: readonly string[] = ['👍', '❤️', '😂'];

/** Counts reactions, and returns the most frequent. */
export class FrequentReactions {
  readonly #storage: Pick<DraftStorage, 'read' | 'write'>;

  constructor(storage: Pick<DraftStorage, 'read' | 'write'>) {
    this.#storage = storage;
  }

  /** Counts a reaction. */
  add(emoji: string): void {
    this.#storage.write(KEY, [emoji, ...this.#last()].slice(0, REMEMBERED_MAX).join(' '));
  }

  /** The most frequent reactions; of equally frequent ones those that were added last. */
  top(count: number): readonly string[] {
    const last = this.#last();
    const times = (emoji: string) => last.filter((one) => one === emoji).length;
    const used = [...new Set(last)].toSorted((a, b) => times(b) - times(a));
    return [...new Set([...used, ...DEFAULTS])].slice(0, count);
  }

  #last(): string[] {
    return this.#storage.read(KEY).split(' ').filter(Boolean);
  }
}
