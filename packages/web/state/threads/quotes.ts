// Quoted messages: those that are loaded with their channel, and others, which are read once.
import { applyChange, changedSeqOf, isChange, type Message, parseEntry } from '@parley/chat';
import { signal } from '@preact/signals';
import type { RouteCaller } from '../../api/types.ts';
import type { Conversation } from '../messages/conversation.ts';

/** Messages that are kept. */
export const QUOTES_KEPT_MAX = 500;

/** A message that was read; undefined while it is being read, and if it cannot be. `from` is the seq up to which the channel was known then. */
type Fetched = { message: Message | undefined; from: number; state: 'loading' | 'done' | 'failed' };

/** What is known of a quoted message: itself as it is now, or that it is being read, or that there is none. */
export type Quoted = Message | 'loading' | 'unavailable';

/** The quoted messages of all channels. */
export class Quotes {
  readonly #request: RouteCaller;
  readonly #fetched = signal<ReadonlyMap<string, Fetched>>(new Map());

  constructor(request: RouteCaller) {
    this.#request = request;
  }

  /** A quoted message. An effect that reads it runs again when it changes. */
  find({ channel, timeline }: Pick<Conversation, 'channel' | 'timeline'>, seq: number): Quoted {
    const { entries, covered } = timeline.value;
    const fetched = this.#fetched.value.get(`${channel} ${seq}`);
    // What has changed in a gap is not known.
    const isCurrent = fetched !== undefined && (covered[0]?.from ?? 0) <= fetched.from + 1;
    const loaded = entries.find((entry) => entry.seq === seq);
    const known = isCurrent ? fetched.message : undefined;
    let message = loaded?.kind === 'message' ? newer(loaded, known) : known;
    if (!message) return loaded || (isCurrent && fetched.state !== 'loading') ? 'unavailable' : 'loading';
    for (const entry of entries) if (isChange(entry) && entry.target === seq) message = applyChange(message, entry);
    return message;
  }

  /** Reads a quoted message that is not loaded. */
  async load(conversation: Pick<Conversation, 'channel' | 'timeline' | 'cursor'>, seq: number): Promise<void> {
    const { channel, cursor: from } = conversation;
    if (from === undefined || this.find(conversation, seq) !== 'loading') return;
    const key = `${channel} ${seq}`;
    if (this.#fetched.peek().get(key)?.state === 'loading') return;
    this.#set(key, { message: undefined, from, state: 'loading' });
    try {
      const query = { before: `${seq + 1}`, limit: '1' };
      const { entries } = await this.#request('listMessages', { channel }, { query });
      const found = Array.isArray(entries) && entries.length > 0 ? parseEntry(entries[0]) : undefined;
      const message = found?.kind === 'message' && found.seq === seq ? found : undefined;
      this.#set(key, { message, from, state: 'done' });
    } catch {
      // Shown as one that is not available, until the channel is loaded again.
      this.#set(key, { message: undefined, from, state: 'failed' });
    }
  }

  #set(key: string, fetched: Fetched): void {
    const others = [...this.#fetched.peek()].filter(([other]) => other !== key).slice(-QUOTES_KEPT_MAX);
    this.#fetched.value = new Map([...others, [key, fetched]]);
  }
}

function newer(one: Message, other: Message | undefined): Message {
  return other && changedSeqOf(other) > changedSeqOf(one) ? other : one;
}
