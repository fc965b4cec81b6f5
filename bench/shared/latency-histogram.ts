// Times of deliveries, counted in steps: a million of them cost no more memory than ten.
const STEP_MS = 0.02;
const STEPS = 500_000;

/** A histogram of milliseconds. */
export class Latencies {
  readonly #steps = new Uint32Array(STEPS);
  #count = 0;

  add(ms: number): void {
    this.#count++;
    const step = Math.min(STEPS - 1, Math.max(0, Math.floor(ms / STEP_MS)));
    this.#steps[step] = (this.#steps[step] ?? 0) + 1;
  }

  /** The time below which this share of the deliveries was; nothing when there were none. */
  quantile(share: number): number | undefined {
    let left = this.#count * share;
    for (const [step, count] of this.#steps.entries()) {
      left -= count;
      if (count > 0 && left <= 0) return Math.round((step + 1) * STEP_MS * 100) / 100;
    }
    return undefined;
  }
}
