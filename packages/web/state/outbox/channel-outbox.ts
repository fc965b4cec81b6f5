// The outbox as one channel uses it: each kind of entry that a user adds.
import { type Everyone, type FileReference, type NewEntry, type NewLinks, newId } from '@parley/chat';
import type { ReadonlySignal } from '@preact/signals';
import type { Item, Items } from './outbox-items.ts';

/** The outbox of all channels. */
type AllChannels = {
  items: ReadonlySignal<Items>;
  add(channel: string, entry: NewEntry & Pick<Item, 'attached' | 'uploading'>): void;
  retry(id: string): void;
  discard(id: string): void;
  takeOut(id: string): Promise<string | undefined>;
  settle(isInLog: (id: string) => boolean): void;
};

/** The outbox as one channel uses it. Each kind of entry is displayed at once; each throws when the outbox is full. */
export class ChannelOutbox {
  readonly #outbox: AllChannels;
  readonly #channel: string;

  constructor(outbox: AllChannels, channel: string) {
    this.#outbox = outbox;
    this.#channel = channel;
  }

  /** What is not in the log of this channel yet. An effect that reads it runs again when it changes. */
  get items(): Items {
    return this.#outbox.items.value.filter(({ channel }) => channel === this.#channel);
  }

  /** Sends a message, which may mention everyone, quote another one, be a reply in a thread, and have files that are being uploaded. */
  send(message: string, everyone?: Everyone, links?: NewLinks, attached?: readonly FileReference[]): void {
    this.#outbox.add(this.#channel, {
      id: newId(),
      kind: 'message',
      message,
      ...(everyone && { everyone }),
      ...links,
      ...(attached?.length && { files: attached.map(({ fileId }) => fileId), attached, uploading: true }),
    });
  }

  /** Replaces the text of a message of the user. `seq` is the message's. */
  edit(seq: number, message: string): void {
    this.#outbox.add(this.#channel, { id: newId(), kind: 'edit', target: seq, message });
  }

  /** Deletes a message. */
  delete(seq: number): void {
    this.#outbox.add(this.#channel, { id: newId(), kind: 'deletion', target: seq });
  }

  /** Adds a reaction to a message, or removes it. */
  react(seq: number, emoji: string, on: boolean): void {
    this.#outbox.add(this.#channel, { id: newId(), kind: 'reaction', target: seq, emoji, on });
  }

  /** Sends a failed item again. */
  retry(id: string): void {
    this.#outbox.retry(id);
  }

  /** Deletes an unsent item. */
  discard(id: string): void {
    this.#outbox.discard(id);
  }

  /** Deletes an unsent message and returns its text, for editing; undefined when that is too late. */
  takeOut(id: string): Promise<string | undefined> {
    return this.#outbox.takeOut(id);
  }

  /** Removes the items that the log contains. */
  settle(isInLog: (id: string) => boolean): void {
    this.#outbox.settle(isInLog);
  }
}
