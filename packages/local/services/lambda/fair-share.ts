// The share of each user in the processors: however much one user requests, the others' invocations do not wait for it.
import { availableParallelism } from 'node:os';

/** Invocations of one user that keep a processor busy, in all functions together: one processor is left to the others. */
const BUSY_MAX = Math.max(1, availableParallelism() - 1);

/** Users whose turns are remembered. */
const USERS_MAX = 10_000;

/** Counts the busy invocations of each user. On AWS every invocation has a processor of its own. */
export class FairShare {
  readonly #busy = new Map<string, number>();
  /** When an invocation of each user began last. */
  readonly #turns = new Map<string, number>();
  #turn = 0;
  readonly #listeners = new Set<() => void>();

  /** Calls a listener when an invocation of another function has ended; returns how to remove it. */
  onEnd(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The index of the invocation that begins next, by the users of those that wait: users take turns. -1 if each must wait. */
  next(waiting: readonly { user?: string | undefined }[]): number {
    let [first, firstTurn] = [-1, Number.POSITIVE_INFINITY];
    for (const [index, { user }] of waiting.entries()) {
      if (user === undefined) return first < 0 ? index : first;
      const turn = this.#turns.get(user) ?? 0;
      if (turn >= firstTurn || (this.#busy.get(user) ?? 0) >= BUSY_MAX) continue;
      [first, firstTurn] = [index, turn];
    }
    return first;
  }

  /** Counts an invocation until the returned function is called. */
  begin(user: string | undefined): () => void {
    if (user === undefined) return () => {};
    this.#busy.set(user, (this.#busy.get(user) ?? 0) + 1);
    if (this.#turns.size >= USERS_MAX) this.#turns.clear();
    this.#turns.set(user, ++this.#turn);
    return () => {
      const left = (this.#busy.get(user) ?? 0) - 1;
      if (left > 0) this.#busy.set(user, left);
      else this.#busy.delete(user);
    };
  }

  /** Tells the other functions, whose invocations may have waited for one that has ended. */
  notify(own: () => void): void {
    for (const listener of this.#listeners) if (listener !== own) listener();
  }
}
