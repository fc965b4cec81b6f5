// One timer for all connections in place of one for each: they are all due after the same time.
import type { Clock } from '../../../clock.ts';

/** Calls `onDue` for each member every `everyMs`, counted from when it was added, until it is deleted. */
export class SharedTimer<Member> {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #onDue: (member: Member) => void;
  // In the order in which they are due: a member that is added or was just called goes to the end.
  readonly #members = new Map<Member, number>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, everyMs: number, onDue: (member: Member) => void) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#onDue = onDue;
  }

  add(member: Member): void {
    this.#members.set(member, this.#clock.monotonic() + this.#everyMs);
    if (!this.#cancel) this.#schedule();
  }

  delete(member: Member): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    this.#cancel?.();
    for (const next of this.#members.values()) {
      this.#cancel = this.#clock.after(Math.max(0, next - this.#clock.monotonic()), () => this.#callDue());
      return;
    }
    this.#cancel = undefined;
  }

  #callDue(): void {
    const now = this.#clock.monotonic();
    for (const [member, dueAt] of this.#members) {
      if (dueAt > now) break;
      this.#members.delete(member);
      this.#members.set(member, now + this.#everyMs);
      this.#onDue(member);
    }
    this.#schedule();
  }
}
