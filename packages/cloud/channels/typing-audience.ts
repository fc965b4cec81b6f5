// Decides in which channels users signal that they are typing: a signal is delivered to every subscriber, and billed for each.
import type { Members } from '../access/members.ts';
import { type ChannelSettings, isDefaultChannel } from '../db/channel-row.ts';

/** How long a function remembers the size of a default channel, whose row does not count its members. */
const REMEMBERED_MS = 10 * 60_000;

export type TypingAudienceDeps = { members: Pick<Members, 'hasMoreThan'>; typingMembersMax: number; now: () => number };

/** The size of channels, compared with the limit. */
export class TypingAudience {
  readonly #deps: TypingAudienceDeps;
  readonly #remembered = new Map<string, { isSmall: Promise<boolean>; until: number }>();

  constructor(deps: TypingAudienceDeps) {
    this.#deps = deps;
  }

  /** Whether a channel has at most as many members as the limit. */
  async isSmall({ name, participants, members }: ChannelSettings): Promise<boolean> {
    const { typingMembersMax } = this.#deps;
    if (!isDefaultChannel(name)) return (participants?.length ?? members) <= typingMembersMax;
    const now = this.#deps.now();
    const known = this.#remembered.get(name);
    if (known && now < known.until) return known.isSmall;
    const isSmall = this.#deps.members.hasMoreThan(name, typingMembersMax).then((isMore) => !isMore);
    this.#remembered.set(name, { isSmall, until: now + REMEMBERED_MS });
    // A failure is not remembered.
    isSmall.catch(() => this.#remembered.delete(name));
    return isSmall;
  }
}
