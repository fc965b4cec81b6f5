// Calls that nobody waits for: the function's errors are tried again, and what went wrong for good is told.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { type Properties, PropertyReader } from '../../template/properties.ts';

/** What an `AWS::Lambda::EventInvokeConfig` says of a function. */
export type LaterLimits = { retries: number; ageMs: number };

/** What the queue needs: one try of a call, which resolves to whether the function succeeded and throws what Lambda refuses. */
export type LaterNeeds = {
  clock: Clock;
  tryOnce: (functionNameOrArn: string, payload: unknown) => Promise<boolean>;
  say: (line: string) => void;
};

// Source: Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation": two more tries, after
// one minute and then two; throttled calls wait from 1 second to 5 minutes, all of it for at most 6 hours.
const LIMITS: LaterLimits = { retries: 2, ageMs: 6 * 3_600_000 };
const MINUTE = 60_000;
const FIRST_THROTTLED_MS = 1_000;
const LONGEST_THROTTLED_MS = 5 * MINUTE;

/** The calls that wait for their first or next try. They are forgotten when the engine stops. */
export class Later {
  readonly #needs: LaterNeeds;
  readonly #limits = new Map<string, LaterLimits>();
  readonly #waits = new Set<() => void>();
  #closed = false;

  constructor(needs: LaterNeeds) {
    this.#needs = needs;
  }

  limit(functionName: string, limits: LaterLimits): void {
    this.#limits.set(functionName, limits);
  }

  /** Calls a function and returns at once. */
  call(functionName: string, payload: unknown): void {
    const { retries, ageMs } = this.#limits.get(functionName) ?? LIMITS;
    const born = this.#needs.clock.now();
    void this.#run(functionName, payload, { retries, until: born + ageMs });
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#waits) cancel();
    this.#waits.clear();
  }

  async #run(name: string, payload: unknown, { retries, until }: { retries: number; until: number }): Promise<void> {
    const { clock, tryOnce, say } = this.#needs;
    for (let failed = 0, throttled = 0; !this.#closed; ) {
      let waitMs: number;
      try {
        if (await tryOnce(name, payload)) return;
        failed += 1;
        if (failed > retries) return say(`The function ${name} failed ${failed} times; its log says why.`);
        waitMs = failed * MINUTE;
      } catch (error) {
        if (!isThrottled(error)) return say(`The function ${name} was not called: ${(error as Error).message}`);
        waitMs = Math.min(FIRST_THROTTLED_MS * 2 ** throttled, LONGEST_THROTTLED_MS);
        throttled += 1;
      }
      if (clock.now() + waitMs > until) return say(`The function ${name} was not tried again: its event is too old.`);
      await this.#rest(waitMs);
    }
  }

  #rest(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#needs.clock.after(waitMs, () => {
        this.#waits.delete(cancel);
        resolve();
      });
      this.#waits.add(cancel);
    });
  }
}

function isThrottled(error: unknown): boolean {
  return error instanceof AwsError && error.status === 429;
}

/** Reads the properties of an `AWS::Lambda::EventInvokeConfig`. */
export function parseLater(logicalId: string, properties: Properties): LaterLimits {
  const { MaximumRetryAttempts = LIMITS.retries, MaximumEventAgeInSeconds } = properties;
  new PropertyReader(properties, logicalId).rejectNotEmulated(['DestinationConfig']);
  const ageMs = MaximumEventAgeInSeconds === undefined ? LIMITS.ageMs : Number(MaximumEventAgeInSeconds) * 1_000;
  return { retries: Number(MaximumRetryAttempts), ageMs };
}
