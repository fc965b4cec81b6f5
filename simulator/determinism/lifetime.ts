// A life: what belongs to one process or one page, and is over all at once when it crashes or is reloaded.
import type { Clock, Timeline } from './virtual-clock.ts';

/** From a start to an end. What was begun in it neither goes on nor is answered after its end. */
export class Life implements Clock {
  readonly #timeline: Timeline;
  readonly #ends = new Set<() => void>();
  #asleep: (() => void)[] | undefined;
  /** How far its clock is from the true time. */
  skewMs: number;
  over = false;

  constructor(timeline: Timeline, skewMs = 0) {
    this.#timeline = timeline;
    this.skewMs = skewMs;
  }

  now(): number {
    return this.#timeline.now() + this.skewMs;
  }

  after(waitMs: number, callback: () => void): () => void {
    return this.#timeline.after(waitMs, () => this.do(callback));
  }

  /** Does something in this life: later if it sleeps, never if it is over. */
  do(work: () => void): void {
    if (this.over) return;
    if (this.#asleep) this.#asleep.push(work);
    else work();
  }

  /** Hears of the end; returns how not to. */
  atEnd(callback: () => void): () => void {
    this.#ends.add(callback);
    return () => this.#ends.delete(callback);
  }

  get asleep(): boolean {
    return this.#asleep !== undefined;
  }

  /** Nothing happens until it wakes; what fell due meanwhile happens then. */
  sleep(): void {
    this.#asleep ??= [];
  }

  wake(): void {
    const missed = this.#asleep ?? [];
    this.#asleep = undefined;
    for (const work of missed) this.do(work);
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    for (const callback of this.#ends) callback();
    this.#ends.clear();
  }
}
