// The number of members of channels, as far as it decides who may mention everyone.
import { EVERYONE_MAX } from '@parley/chat';
import type { Members } from '../access/members.ts';
import { type ChannelSettings, isDefaultChannel } from '../db/channel-row.ts';

/** How long a function remembers the size of a default channel, whose row does not count its members. */
const REMEMBERED_MS = 10 * 60_000;

export type ChannelSizesDeps = { members: Pick<Members, 'countUpTo'>; now: () => number };

/** The sizes of channels, counted up to one more than the limit. */
export class ChannelSizes {
  readonly #deps: ChannelSizesDeps;
  readonly #remembered = new Map<string, { size: Promise<number>; until: number }>();

  constructor(deps: ChannelSizesDeps) {
    this.#deps = deps;
  }

  /** The number of members of a channel. */
  async of({ name, participants, members }: ChannelSettings): Promise<number> {
    if (!isDefaultChannel(name)) return participants?.length ?? members;
    const now = this.#deps.now();
    const known = this.#remembered.get(name);
    if (known && now < known.until) return known.size;
    const size = this.#deps.members.countUpTo(name, EVERYONE_MAX + 1);
    this.#remembered.set(name, { size, until: now + REMEMBERED_MS });
    // A failure is not remembered.
    size.catch(() => this.#remembered.delete(name));
    return size;
  }
}
