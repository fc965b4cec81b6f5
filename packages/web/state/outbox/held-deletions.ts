// Deletions that wait for some seconds in the outbox, so that they can be undone.
import { newId } from '@parley/chat';
import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Api } from '../../api/types.ts';
import type { Clock } from '../ports.ts';
import type { Outbox } from './outbox.ts';
import { entryOf, type Item } from './outbox-items.ts';

/** How long a deletion can be undone. */
export const UNDO_MS = 10_000;

/** It is sent that much later: an undo at the last moment is stored before another tab sends the deletion. */
const GRACE_MS = 1_000;

/** A deletion that this tab can undo. */
export type HeldDeletion = { id: string; channel: string; seq: number };

export type HeldDeletionsDeps = {
  outbox: Pick<Outbox, 'items' | 'add' | 'changeWaiting' | 'discard'>;
  request: Api['request'];
  clock: Clock;
};

/**
 * The held deletions of a user. They are stored with the outbox, so a tab that is closed, reloaded or crashes loses none. Each tab sends those
 * whose time is over; only the tab in which a message was deleted can undo that, and only until it is closed or reloaded.
 */
export class HeldDeletions {
  readonly #deps: HeldDeletionsDeps;
  readonly #undoable = signal<readonly HeldDeletion[]>([]);
  readonly #timers = new Map<string, () => void>();
  readonly #stopWatching: () => void;

  constructor(deps: HeldDeletionsDeps) {
    this.#deps = deps;
    this.#stopWatching = effect(() => {
      const held = deps.outbox.items.value.filter(isHeld);
      untracked(() => this.#watch(held));
    });
  }

  /** What can be undone, oldest first. */
  get undoable(): ReadonlySignal<readonly HeldDeletion[]> {
    return this.#undoable;
  }

  /** Deletes a message: it is displayed as deleted at once, and the deletion is sent when it can no longer be undone. */
  delete(channel: string, seq: number): void {
    const { outbox, clock } = this.#deps;
    const id = newId();
    outbox.add(channel, { id, kind: 'deletion', target: seq, heldUntil: clock.now() + UNDO_MS + GRACE_MS });
    this.#undoable.value = [...this.#undoable.peek(), { id, channel, seq }];
    clock.after(UNDO_MS, () => this.#forget(id));
  }

  /** Undoes a deletion, by default the last one; returns it, or undefined when that is too late. */
  undo(id = this.#undoable.peek().at(-1)?.id): HeldDeletion | undefined {
    const found = this.#undoable.peek().find((one) => one.id === id);
    if (!found) return undefined;
    this.#forget(found.id);
    this.#deps.outbox.discard(found.id);
    return found;
  }

  /**
   * Sends what this tab could still undo, as the page may end now. With `closing` the requests outlive the page; what they have sent is recognized by
   * its id when the outbox sends it again.
   */
  sendNow({ closing }: { closing: boolean }): void {
    const { outbox, request } = this.#deps;
    const ids = new Set(this.#undoable.peek().map(({ id }) => id));
    this.#undoable.value = [];
    for (const item of outbox.items.peek().filter((one) => ids.has(one.id))) {
      const { channel, after = 0 } = item;
      const body = { ...entryOf(item), after };
      if (closing) void request('postMessage', { channel }, { body, keepalive: true }).catch(() => undefined);
      this.#release(item.id);
    }
  }

  /** Stops the timers; what is held is sent by another tab, or at the next visit. */
  stop(): void {
    this.#stopWatching();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#undoable.value = [];
  }

  #forget(id: string): void {
    this.#undoable.value = this.#undoable.peek().filter((one) => one.id !== id);
  }

  #release(id: string): void {
    void this.#deps.outbox.changeWaiting(id, ({ heldUntil: _, ...item }) => item);
  }

  #watch(held: readonly (Item & { heldUntil: number })[]): void {
    const { clock } = this.#deps;
    const ids = new Set(held.map(({ id }) => id));
    for (const [id, cancel] of this.#timers) {
      if (ids.has(id)) continue;
      cancel();
      this.#timers.delete(id);
    }
    for (const { id, heldUntil } of held) {
      if (this.#timers.has(id)) continue;
      // A clock that was set back does not hold it for longer.
      const waitMs = Math.min(Math.max(0, heldUntil - clock.now()), UNDO_MS + GRACE_MS);
      this.#timers.set(
        id,
        clock.after(waitMs, () => this.#release(id)),
      );
    }
  }
}

function isHeld(item: Item): item is Item & { heldUntil: number } {
  return item.heldUntil !== undefined;
}
