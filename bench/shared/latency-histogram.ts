// A histogram of latencies: a million of them need no more memory than ten.
const STEP_MS = 0.02;
const STEPS = 500_000;

/** A histogram of milliseconds. */
export class LatencyHistogram {
  readonly #steps = new Uint32Array(STEPS);
  #count = 0;

  add(ms: number): void {
    this.#count++;
    const step = Math.min(STEPS - 1, Math.max(0, Math.floor(ms / STEP_MS)));
    this.#steps[step] = (this.#steps[step] ?? 0) + 1;
  }

  /** The latency that this share of the deliveries did not exceed; undefined without deliveries. */
  quantile(share: number): number | undefined {
    let left = this.#count * share;
    for (const [step, count] of this.#steps.entries()) {
      left -= count;
      if (count > 0 && left <= 0) return Math.round((step + 1) * STEP_MS * 100) / 100;
    }
    return undefined;
  }
}
