// Hints of the server: what they change at once, and when they cause a sync. What a hint says is never taken for the whole truth.
import { type Hint, parseHint } from '@parley/chat';
import type { Clock } from '../ports.ts';
import type { Channels } from './channels.ts';

/**
 * How long the event of a mention may be later than its hint, which takes another way. Only then is a sync needed in a channel that is
 * subscribed to.
 */
export const EVENT_GRACE_MS = 1_000;

/** The least time between two syncs that mentions cause: each badge is shown at once, and others can mention a user without end. */
export const MENTION_SYNC_EVERY_MS = 10_000;

/**
 * What hints are given. `syncSoon` requests everything since; `onWanted` is called when another page displays the user,
 * and `onReply` when there is a reply in a thread that the user follows.
 */
export type HintsDeps = {
  channels: Channels;
  clock: Clock;
  syncSoon: () => void;
  onWanted: () => void;
  onReply: (channel: string, root: number) => void;
};

/** The hints of one user. */
export class Hints {
  readonly #deps: HintsDeps;
  #syncedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: HintsDeps) {
    this.#deps = deps;
  }

  /** Receives an event of the user's path; whether it was a hint. */
  receive(event: unknown): boolean {
    if ((event as { kind?: unknown } | null)?.kind !== 'hint') return false;
    try {
      this.#apply(parseHint(event));
    } catch {
      // A hint of a later version: the next sync brings what it is about.
    }
    return true;
  }

  #apply({ about, channel, seq = 0 }: Hint): void {
    const { channels, clock, syncSoon, onWanted, onReply } = this.#deps;
    if (about === 'presence') onWanted();
    else if (about === 'thread') onReply(channel, seq);
    else if (about === 'saved') syncSoon();
    else if (about !== 'mention') {
      channels.forgetAll();
      syncSoon();
    } else if (channels.isLive(channel)) {
      clock.after(EVENT_GRACE_MS, () => this.#mentioned(channel, seq));
    } else {
      this.#mentioned(channel, seq);
    }
  }

  #mentioned(channel: string, seq: number): void {
    const { channels, clock, syncSoon } = this.#deps;
    if (!channels.addMention(channel, seq)) return;
    const now = clock.now();
    // After a clock was set back, the last sync is in the future.
    if (now >= this.#syncedAt && now - this.#syncedAt < MENTION_SYNC_EVERY_MS) return;
    this.#syncedAt = now;
    syncSoon();
  }
}
