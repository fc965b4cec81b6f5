// Eventually consistent reads: DynamoDB may respond with what it would have responded a moment before.
import type { RunContext } from '../determinism/run-context.ts';
import type { SeededRandom } from '../determinism/seeded-random.ts';

/** The oldest response: AWS says that replicas are "usually" consistent within a second. */
const STALE_MAX_MS = 5_000;

/** The probability of an earlier response, where there is one. */
const STALE = 0.5;

/** The responses of one run to reads that need not be consistent. */
export class StaleReads {
  readonly #context: RunContext;
  readonly #random: SeededRandom;
  readonly #responses = new Map<string, { at: number; response: unknown }>();

  constructor(context: RunContext) {
    this.#context = context;
    this.#random = context.random.branch('stale reads');
  }

  /** Reads, or returns the response to the same request of a moment ago. */
  async read(operation: string, body: string, read: () => Promise<unknown>): Promise<unknown> {
    if (!/^(Query|GetItem)$/.test(operation) || /"ConsistentRead":true/.test(body)) return read();
    const { clock, faults } = this.#context;
    const earlier = this.#responses.get(body);
    const isStale = earlier && clock.now() - earlier.at < STALE_MAX_MS && this.#random.chance(STALE);
    if (isStale && !faults.stopped) return earlier.response;
    const response = await read();
    this.#responses.set(body, { at: clock.now(), response });
    return response;
  }
}
