// Compares the open channel with the end of its log once a minute, as the event of its last entry may have been lost.
import { PAGE_MAX } from '@parley/chat';
import type { ReadonlySignal } from '@preact/signals';
import type { Api } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import type { Clock } from '../ports.ts';
import type { Conversation } from './conversation.ts';

/** The longest time after which a lost event of the open channel is noticed. */
export const HEAD_CHECK_EVERY_MS = 60_000;

/**
 * What a check is given. An idle page has had no input for minutes, and syncs with the next one. `onLoss` is called when entries were missing although none was known to be; `onRefused` when the user may
 * not read the channel.
 */
export type HeadCheckDeps = {
  api: Pick<Api, 'listMessages'>;
  clock: Clock;
  visible: ReadonlySignal<boolean>;
  isIdle: () => boolean;
  onLoss: () => void;
  onRefused: () => void;
};

/** Checks once a minute, while the page is visible and used, and nothing else shows that the channel is complete. */
export class HeadCheck {
  readonly #conversation: Conversation;
  readonly #deps: HeadCheckDeps;
  #cancel: (() => void) | undefined;

  constructor(conversation: Conversation, deps: HeadCheckDeps) {
    this.#conversation = conversation;
    this.#deps = deps;
  }

  /** Begins another minute: an entry or a sync has just shown that the channel was complete, or would have loaded its gap. */
  restart(): void {
    const { clock, visible, isIdle } = this.#deps;
    this.#cancel?.();
    this.#cancel = clock.after(HEAD_CHECK_EVERY_MS, () => {
      if (visible.peek() && !isIdle()) void this.#check();
      this.restart();
    });
  }

  /** Checks no more. */
  stop(): void {
    this.#cancel?.();
  }

  // A request that fails is repeated after a minute.
  async #check(): Promise<void> {
    const { api, onLoss, onRefused } = this.#deps;
    const { channel, cursor: after } = this.#conversation;
    if (after === undefined) return;
    try {
      const { entries, head, more } = await api.listMessages(channel, { after, limit: PAGE_MAX });
      const isLoss = head > (this.#conversation.cursor ?? head);
      this.#conversation.applyMissed(after, { complete: true, entries, head, more });
      if (more) void this.#conversation.syncNow();
      if (isLoss) onLoss();
    } catch (error) {
      if (!(error instanceof WebError && error.retryable)) onRefused();
    }
  }
}
