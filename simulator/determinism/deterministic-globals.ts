// Replaces the globals that depend on time or randomness for the duration of a run, so that every use is deterministic.
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

const { Date: RealDate } = globalThis;
const TIMED_OUT = new DOMException('The operation timed out.', 'TimeoutError');

/** Runs work that cannot reach the real time, timers and randomness, and restores them afterwards. */
export async function withDeterministicGlobals<Result>(
  clock: VirtualClock,
  random: SeededRandom,
  work: () => Promise<Result>,
): Promise<Result> {
  class VirtualDate extends RealDate {
    constructor(...args: ConstructorParameters<typeof RealDate> | []) {
      super(...((args.length === 0 ? [clock.now()] : args) as [number]));
    }

    static override now(): number {
      return clock.now();
    }
  }
  const replacements = {
    Date: VirtualDate,
    setTimeout: timer(clock),
    clearTimeout: (stop?: () => void) => stop?.(),
    setImmediate: (callback: (...values: unknown[]) => void, ...values: unknown[]) =>
      clock.immediate(() => callback(...values)),
  };
  const originals = Object.fromEntries(Object.keys(replacements).map((name) => [name, Reflect.get(globalThis, name)]));
  const { random: originalRandom } = Math;
  const { timeout } = AbortSignal;
  const getRandomValues = crypto.getRandomValues;
  const { now } = performance;
  Object.assign(globalThis, replacements);
  performance.now = () => clock.now();
  Math.random = random.draw;
  AbortSignal.timeout = (waitMs) => timeoutSignal(clock, waitMs);
  crypto.getRandomValues = (into) => random.fill(into);
  try {
    return await work();
  } finally {
    Object.assign(globalThis, originals);
    performance.now = now;
    Math.random = originalRandom;
    AbortSignal.timeout = timeout;
    crypto.getRandomValues = getRandomValues;
  }
}

function timer(clock: VirtualClock) {
  return (callback: (...values: unknown[]) => void, waitMs = 0, ...values: unknown[]) =>
    clock.after(waitMs, () => callback(...values));
}

function timeoutSignal(clock: VirtualClock, waitMs: number): AbortSignal {
  const controller = new AbortController();
  clock.after(waitMs, () => controller.abort(TIMED_OUT));
  return controller.signal;
}
