// Asynchronous invocations, with Lambda's retry policy.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { type Properties, PropertyReader } from '../../template/properties.ts';

/** The limits that an `AWS::Lambda::EventInvokeConfig` sets for a function. */
export type AsyncInvocationLimits = { retries: number; ageMs: number };

/** Dependencies of asynchronous invocations. */
export type AsyncInvocationsDeps = {
  clock: Clock;
  /** Invokes a function once; resolves to whether it succeeded, and throws an error of the Lambda service. */
  invokeOnce: (functionName: string, payload: unknown) => Promise<boolean>;
  /** Receives one line for each invocation that failed for good. */
  say: (line: string) => void;
};

// Source: Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation": two retries, after one
// minute and after two more; throttled invocations back off from 1 second to 5 minutes; an event expires after 6 hours.
const DEFAULT_LIMITS: AsyncInvocationLimits = { retries: 2, ageMs: 6 * 3_600_000 };
const MINUTE = 60_000;
const FIRST_THROTTLE_WAIT_MS = 1_000;
const LONGEST_THROTTLE_WAIT_MS = 5 * MINUTE;

/** The invocations that wait for their next attempt. They are kept in memory and lost when the engine stops. */
export class AsyncInvocations {
  readonly #deps: AsyncInvocationsDeps;
  readonly #limits = new Map<string, AsyncInvocationLimits>();
  readonly #timers = new Set<() => void>();
  #closed = false;

  constructor(deps: AsyncInvocationsDeps) {
    this.#deps = deps;
  }

  /** Sets the limits of a function. */
  limit(functionName: string, limits: AsyncInvocationLimits): void {
    this.#limits.set(functionName, limits);
  }

  /** Invokes a function and returns at once. */
  invoke(functionName: string, payload: unknown): void {
    const { retries, ageMs } = this.#limits.get(functionName) ?? DEFAULT_LIMITS;
    const createdAt = this.#deps.clock.monotonic();
    void this.#run(functionName, payload, { retries, expiresAt: createdAt + ageMs });
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  async #run(
    name: string,
    payload: unknown,
    { retries, expiresAt }: { retries: number; expiresAt: number },
  ): Promise<void> {
    const { clock, invokeOnce, say } = this.#deps;
    for (let failed = 0, throttled = 0; !this.#closed; ) {
      let waitMs: number;
      try {
        if (await invokeOnce(name, payload)) return;
        failed += 1;
        if (failed > retries) return say(`The function ${name} failed ${failed} times; see its log.`);
        waitMs = failed * MINUTE;
      } catch (error) {
        if (!isThrottled(error)) return say(`The function ${name} was not invoked: ${(error as Error).message}`);
        waitMs = Math.min(FIRST_THROTTLE_WAIT_MS * 2 ** throttled, LONGEST_THROTTLE_WAIT_MS);
        throttled += 1;
      }
      // The engine stopped meanwhile: a timer would keep its process alive.
      if (this.#closed) return;
      if (clock.monotonic() + waitMs > expiresAt)
        return say(`The function ${name} was not retried: its event has expired.`);
      await this.#sleep(waitMs);
    }
  }

  #sleep(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#deps.clock.after(waitMs, () => {
        this.#timers.delete(cancel);
        resolve();
      });
      this.#timers.add(cancel);
    });
  }
}

function isThrottled(error: unknown): boolean {
  return error instanceof AwsError && error.status === 429;
}

/** Parses the properties of an `AWS::Lambda::EventInvokeConfig`. */
export function parseEventInvokeConfig(logicalId: string, properties: Properties): AsyncInvocationLimits {
  const { MaximumRetryAttempts = DEFAULT_LIMITS.retries, MaximumEventAgeInSeconds } = properties;
  new PropertyReader(properties, logicalId).rejectNotEmulated(['DestinationConfig']);
  const ageMs =
    MaximumEventAgeInSeconds === undefined ? DEFAULT_LIMITS.ageMs : Number(MaximumEventAgeInSeconds) * 1_000;
  return { retries: Number(MaximumRetryAttempts), ageMs };
}
