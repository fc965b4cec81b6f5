// Seals the process while a run goes on: what code takes from the globals, time or chance, is the run's.
import type { Chance } from './seeded-random.ts';
import type { Timeline } from './virtual-clock.ts';

const { Date: TrueDate } = globalThis;
const TIMED_OUT = new DOMException('The operation timed out.', 'TimeoutError');

/** Does some work in which the machine's own time, timers and chance cannot be reached, and gives them back after it. */
export async function sealed<Result>(timeline: Timeline, chance: Chance, work: () => Promise<Result>): Promise<Result> {
  class RunDate extends TrueDate {
    constructor(...given: ConstructorParameters<typeof TrueDate> | []) {
      super(...((given.length === 0 ? [timeline.now()] : given) as [number]));
    }

    static override now(): number {
      return timeline.now();
    }
  }
  const stand = {
    Date: RunDate,
    setTimeout: timer(timeline),
    clearTimeout: (stop?: () => void) => stop?.(),
    setImmediate: (callback: (...values: unknown[]) => void, ...values: unknown[]) =>
      timeline.soon(() => callback(...values)),
  };
  const before = Object.fromEntries(Object.keys(stand).map((name) => [name, Reflect.get(globalThis, name)]));
  const { random } = Math;
  const { timeout } = AbortSignal;
  const getRandomValues = crypto.getRandomValues;
  Object.assign(globalThis, stand);
  Math.random = chance.draw;
  AbortSignal.timeout = (waitMs) => aborted(timeline, waitMs);
  crypto.getRandomValues = (into) => chance.fill(into);
  try {
    return await work();
  } finally {
    Object.assign(globalThis, before);
    Math.random = random;
    AbortSignal.timeout = timeout;
    crypto.getRandomValues = getRandomValues;
  }
}

function timer(timeline: Timeline) {
  return (callback: (...values: unknown[]) => void, waitMs = 0, ...values: unknown[]) =>
    timeline.after(waitMs, () => callback(...values));
}

function aborted(timeline: Timeline, waitMs: number): AbortSignal {
  const abort = new AbortController();
  timeline.after(waitMs, () => abort.abort(TIMED_OUT));
  return abort.signal;
}
