// Catching up: one question for all channels, whoever wants to know.
import type { Sync } from '@parley/chat';
import type { Api } from '../ports.ts';

/** Who is asked for what there is, and told what there was. */
export interface Desk {
  /** The last seq of each channel that is here. */
  cursors(): ReadonlyMap<string, number>;
  told(sync: Sync, asked: ReadonlyMap<string, number>): void;
}

/** Asks for everything since. */
export class CatchUp {
  readonly #api: Pick<Api, 'sync'>;
  readonly #desk: Desk;
  #asking: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(api: Pick<Api, 'sync'>, desk: Desk) {
    this.#api = api;
    this.#desk = desk;
  }

  /**
   * Resolves when everything up to this moment has been told. A question that is under way may have been answered before
   * this moment, so one more follows it, for all who asked meanwhile.
   */
  now(): Promise<void> {
    this.#next ??= this.#asking
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        this.#asking = this.#ask();
        return this.#asking;
      });
    return this.#next;
  }

  async #ask(): Promise<void> {
    let asked = this.#desk.cursors();
    do {
      const sync = await this.#api.sync({ channels: asked });
      this.#desk.told(sync, asked);
      asked = rest(asked, sync);
    } while (asked.size > 0);
  }
}

// What had no room in the answer and what goes on after it. A channel that the answer does not list is none. An answer that
// brings nothing at all ends the asking: each channel then reads what it sees missing, and says what is wrong.
function rest(asked: ReadonlyMap<string, number>, { channels, missed }: Sync): ReadonlyMap<string, number> {
  const listed = new Set(channels.map(({ name }) => name));
  const left = new Map<string, number>();
  let advanced = false;
  for (const [name, after] of asked) {
    const part = missed[name];
    advanced ||= part !== undefined;
    if (part?.complete && part.more) left.set(name, part.entries.at(-1)?.seq ?? after);
    if (!part && listed.has(name)) left.set(name, after);
  }
  return advanced ? left : new Map();
}
