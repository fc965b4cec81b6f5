// Syncs all channels: one request for everything since the last entry of each, repeated for what the response had no room for.
import type { Sync, SyncQuery } from '@parley/chat';
import type { Api } from '../../api/types.ts';

/** Provides what is known, and receives what is new. */
export interface SyncHost {
  /** The last seq of each channel that is in memory. */
  cursors(): ReadonlyMap<string, number>;
  /** What the response need not contain, and the channel that is displayed. */
  known(): Omit<SyncQuery, 'channels'>;
  applySync(sync: Sync, requested: ReadonlyMap<string, number>): void;
}

/** Requests everything since. */
export class Synchronizer {
  readonly #api: Pick<Api, 'sync'>;
  readonly #host: SyncHost;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(api: Pick<Api, 'sync'>, host: SyncHost) {
    this.#api = api;
    this.#host = host;
  }

  /**
   * Resolves when everything up to this moment has been applied. A request that is in flight may have been answered before this
   * moment, so one more follows it, for all callers until then.
   */
  now(): Promise<void> {
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        this.#running = this.#run();
        return this.#running;
      });
    return this.#next;
  }

  async #run(): Promise<void> {
    let requested = this.#host.cursors();
    do {
      const sync = await this.#api.sync({ channels: requested, ...this.#host.known() });
      this.#host.applySync(sync, requested);
      requested = remaining(requested, sync);
    } while (requested.size > 0);
  }
}

// The channels that had no room in the response, and those that continue after it. A channel that the response does not list no
// longer exists for the user. A response without any entries ends the sync: each channel then loads what it knows to be missing,
// and displays what fails.
function remaining(requested: ReadonlyMap<string, number>, { channels, missed }: Sync): ReadonlyMap<string, number> {
  const listed = new Set(channels.map(({ name }) => name));
  const left = new Map<string, number>();
  let advanced = false;
  for (const [name, after] of requested) {
    const part = missed[name];
    advanced ||= part !== undefined;
    if (part?.complete && part.more) left.set(name, part.entries.at(-1)?.seq ?? after);
    if (!part && listed.has(name)) left.set(name, after);
  }
  return advanced ? left : new Map();
}
