// The pinned messages of the open channel: the list of the server, and what the channel's conversation has received since.
import { applyChange, changedSeqOf, type Entry, isChange, type Message, parseEntry } from '@parley/chat';
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { listOf } from '../../api/request.ts';
import type { RouteCaller } from '../../api/types.ts';
import type { Conversation } from '../messages/conversation.ts';
import { type LoadState, loadFailure } from '../messages/load-state.ts';
import type { Clock } from '../ports.ts';

export type OpenPinsDeps = {
  request: RouteCaller;
  clock: Clock;
  conversation: Pick<Conversation, 'channel' | 'timeline' | 'cursor'>;
};

/** The pinned messages as a reader of the list sees them. */
export class OpenPins {
  readonly #deps: OpenPinsDeps;
  readonly #listed = signal<readonly Message[] | undefined>(undefined);
  readonly #loadState = signal<LoadState>({ state: 'loading' });
  readonly #messages = computed(() => this.#merged());
  readonly #stopFollowing: () => void;
  // The channel was known up to this seq without a gap when the list was requested; undefined before the first request.
  #from: number | undefined;
  #failures = 0;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(deps: OpenPinsDeps) {
    this.#deps = deps;
    this.#stopFollowing = effect(() => {
      const { entries, covered } = deps.conversation.timeline.value;
      if (this.#lacks(entries, covered[0]?.from)) untracked(() => void this.load());
    });
  }

  /** The pinned messages, the newest pin first; undefined before the list was loaded. */
  get messages(): ReadonlySignal<readonly Message[] | undefined> {
    return this.#messages;
  }

  get loadState(): ReadonlySignal<LoadState> {
    return this.#loadState;
  }

  /** Loads the list. */
  async load(): Promise<void> {
    const { request, clock, conversation } = this.#deps;
    this.#cancel?.();
    this.#loadState.value = { state: 'loading' };
    const from = conversation.cursor ?? 0;
    this.#from = conversation.timeline.peek().head;
    try {
      const { pins } = await request('listPins', { channel: conversation.channel });
      const entries = listOf<unknown>('pins', pins).map(parseEntry);
      this.#from = from;
      this.#failures = 0;
      this.#loadState.value = { state: 'complete' };
      this.#listed.value = entries.filter((entry) => entry.kind === 'message');
      const { entries: known, covered } = conversation.timeline.peek();
      if (this.#lacks(known, covered[0]?.from)) await this.load();
    } catch (error) {
      const now = clock.now();
      const failure = loadFailure(error, this.#failures++, now);
      this.#loadState.value = failure;
      if (failure.retryAt !== undefined && !this.#stopped)
        this.#cancel = clock.after(failure.retryAt - now, () => void this.load());
    }
  }

  /** Stops everything. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#stopFollowing();
  }

  // Whether a message was pinned since that is not known here, or the conversation has restarted behind a gap.
  #lacks(entries: readonly Entry[], first: number | undefined): boolean {
    const from = this.#from;
    if (from === undefined) return false;
    if (first !== undefined && first > from + 1) return true;
    const listed = this.#listed.peek() ?? [];
    const isKnown = (target: number) => [...listed, ...entries].some(({ seq }) => seq === target);
    return entries.some((one) => one.kind === 'pin' && one.on && one.seq > from && !isKnown(one.target));
  }

  #merged(): readonly Message[] | undefined {
    const { entries } = this.#deps.conversation.timeline.value;
    const listed = this.#listed.value;
    if (!listed) return undefined;
    const bySeq = new Map(listed.map((message) => [message.seq, message]));
    for (const entry of entries) {
      if (entry.kind === 'message') bySeq.set(entry.seq, newer(bySeq.get(entry.seq), entry));
      const target = isChange(entry) && bySeq.get(entry.target);
      if (target) bySeq.set(target.seq, applyChange(target, entry));
    }
    return pinnedAmong([...bySeq.values()]);
  }
}

/** The pinned ones among messages, the newest pin first. */
export function pinnedAmong(messages: readonly Message[]): Message[] {
  const orderOf = ({ pinned }: Message) => pinned?.seq ?? 0;
  return messages.filter((one) => one.pinned && !one.deleted).sort((a, b) => orderOf(b) - orderOf(a));
}

function newer(known: Message | undefined, other: Message): Message {
  return known && changedSeqOf(known) >= changedSeqOf(other) ? known : other;
}
