// Everything that is due after the same time: one timer for all connections instead of one each.
import type { Clock } from '../../../clock.ts';

/** Calls `due` for each member, every `everyMs` from when it joined, until it leaves. */
export class Rota<Member> {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #due: (member: Member) => void;
  // In the order in which they are due: who joins or has just been called goes to the end.
  readonly #members = new Map<Member, number>();
  #stop: (() => void) | undefined;

  constructor(clock: Clock, everyMs: number, due: (member: Member) => void) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#due = due;
  }

  join(member: Member): void {
    this.#members.set(member, this.#clock.now() + this.#everyMs);
    if (!this.#stop) this.#arm();
  }

  leave(member: Member): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  #arm(): void {
    this.#stop?.();
    for (const next of this.#members.values()) {
      this.#stop = this.#clock.after(Math.max(0, next - this.#clock.now()), () => this.#call());
      return;
    }
    this.#stop = undefined;
  }

  #call(): void {
    const now = this.#clock.now();
    for (const [member, at] of this.#members) {
      if (at > now) break;
      this.#members.delete(member);
      this.#members.set(member, now + this.#everyMs);
      this.#due(member);
    }
    this.#arm();
  }
}
