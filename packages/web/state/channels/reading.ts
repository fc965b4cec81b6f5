// What the user reads in the open channel, and marks as unread or read.
import type { Message } from '@parley/chat';
import type { Signal } from '@preact/signals';
import type { Conversation } from '../messages/conversation.ts';
import type { Channels } from './channels.ts';
import type { ReadCursors, Seen } from './read-cursors.ts';

/**
 * What was unread when a channel was opened: the messages after the seq `newAfter`; undefined when none were. The read cursor moves as
 * long as it has the version `readVersion`: not after messages were marked as unread.
 */
export type ReadMark = { newAfter: number | undefined; readVersion: number };

/** The read state of the open channel, and of all others. */
export class Reading<Open extends ReadMark & { conversation: Conversation }> {
  readonly #channels: Channels;
  readonly #cursors: ReadCursors;
  readonly #open: Signal<Open | undefined>;

  constructor(channels: Channels, cursors: ReadCursors, open: Signal<Open | undefined>) {
    this.#channels = channels;
    this.#cursors = cursors;
    this.#open = open;
  }

  /** The read mark of a channel that is opened now. */
  begin(name: string): ReadMark {
    const { readSeq = 0, readVersion = 0 } = this.#channelOf(name) ?? {};
    const isUnread = this.#channels.unread(name) > 0 || this.#channels.mentions(name) > 0;
    return { newAfter: isUnread ? readSeq : undefined, readVersion };
  }

  /** Records that the user has seen a message of a conversation, or its newest entry, and everything before. */
  markSeen({ channel, timeline }: Conversation, seen: Seen | undefined = timeline.peek().entries.at(-1)): void {
    const open = this.#open.peek();
    const { readVersion = 0 } = this.#channelOf(channel) ?? {};
    const isHeld = open?.conversation.channel === channel && open.readVersion !== readVersion;
    if (seen && !isHeld) this.#cursors.markSeen(seen);
  }

  /** Marks a message and those after it as unread; throws an error that the page can display. */
  async markUnread(message: Message): Promise<void> {
    await this.#cursors.markUnread(message);
  }

  /** Marks a channel as read, up to the newest entry that is known. */
  markRead(name: string): void {
    const channel = this.#channelOf(name);
    if (!channel) return;
    if (this.#open.peek()?.conversation.channel === name) this.#release();
    this.#cursors.markSeen({ channel: name, seq: channel.head, count: channel.count });
    this.#cursors.flush(name);
  }

  /** Marks all channels as read; throws an error that the page can display. */
  async markAllRead(): Promise<void> {
    await this.#cursors.markAllRead();
    this.#release();
  }

  // The open channel has no unread messages any longer, whatever was marked.
  #release(): void {
    const open = this.#open.peek();
    const channel = this.#channelOf(open?.conversation.channel ?? '');
    if (open && channel) this.#open.value = { ...open, newAfter: undefined, readVersion: channel.readVersion ?? 0 };
  }

  #channelOf(name: string) {
    return this.#channels.list.peek().find((one) => one.name === name);
  }
}
