// The tray: where a person's outbox lies, for all tabs of one browser.
import type { Entry, NewEntry } from '@parley/chat';

/**
 * How something typed here is doing. `problem` says why it is not sent; `tried` that it was sent without an answer, so that
 * it may be in the log already; `retryAt` (milliseconds since 1970) when it is sent again by itself.
 */
export type Sending = {
  at: string;
  state: 'queued' | 'sending' | 'failed';
  problem?: string;
  tried?: true;
  retryAt?: number;
};

/** Something in the tray: for which channel, and after which others it was typed. */
export type Item = NewEntry & Sending & { channel: string; order: number };

/** What one tab tells the others: look at the tray again, what was just stored, and that somebody does not want to wait. */
export type News = { sent?: Entry; hurry?: true };

/** What all tabs of one person in one browser share. */
export interface Tray {
  /** Whether it outlives the tab. */
  readonly lasting: boolean;
  /** Changes the items in one step that no other tab can come between; returns them as they are then, in the order of typing. */
  revise(change: (items: readonly Item[]) => readonly Item[]): Promise<readonly Item[]>;
  /** Calls back when this tab is the one that sends, for as long as it is open. */
  lead(begin: () => void): void;
  /** Tells the other tabs. */
  tell(news: News): void;
  /** Hears the other tabs. */
  hear(listener: (news: News) => void): void;
  close(): void;
}

/** A tray in this tab alone: for a browser that keeps nothing. */
export function memoryTray(items: readonly Item[] = []): Tray {
  let lying = items;
  return {
    lasting: false,
    async revise(change) {
      lying = change(lying);
      return lying;
    },
    lead: (begin) => begin(),
    tell: () => undefined,
    hear: () => undefined,
    close: () => undefined,
  };
}
