// Where messages are on their way: what each hop noted, by AWS's trace id. The last ones are kept, in memory.
import type { FaultName, HopName } from './fault-catalog.ts';

/** What a hop noted of one message. `at` is in milliseconds since 1970, with fractions. */
export type TraceEvent = {
  readonly trace: string;
  readonly hop: HopName;
  readonly at: number;
  readonly what: string;
  readonly detail?: string;
  readonly fault?: FaultName;
  /** Of a request: what it has in common with itself when it is sent again. */
  readonly same?: string;
};

const TRACES_MAX = 200;
const EVENTS_MAX = 200;
const CARRIED_MAX = 5_000;

// Source: AWS X-Ray developer guide, "Tracing header".
const ROOT = /(?:^|;)Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/;

/** The header in which AWS's services pass a trace on. */
export const TRACE_HEADER = 'x-amzn-trace-id';

/** The trace that a header names. */
export function traceIn(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? ROOT.exec(header)?.[1] : undefined;
}

/** The header that passes a trace on. */
export function headerOf(trace: string): string {
  return `Root=${trace}`;
}

/** The traces of one engine. */
export class Traces {
  readonly #events = new Map<string, TraceEvent[]>();
  readonly #carried = new Map<string, string>();
  readonly #listeners = new Set<(event: TraceEvent) => void>();

  /** Notes what happened; the oldest trace is forgotten when there are too many. */
  note(happened: Omit<TraceEvent, 'at'>): void {
    // A hop takes less than the millisecond that a clock shows.
    const event = { ...happened, at: performance.timeOrigin + performance.now() };
    const events = this.#events.get(event.trace) ?? [];
    if (events.length >= EVENTS_MAX) return;
    events.push(event);
    if (events.length === 1) keep(this.#events, event.trace, events, TRACES_MAX);
    for (const listener of this.#listeners) listener(event);
  }

  /** What was noted of each message, the oldest message first. */
  all(): readonly (readonly TraceEvent[])[] {
    return [...this.#events.values()];
  }

  /** What was noted of one message. */
  of(trace: string): readonly TraceEvent[] {
    return this.#events.get(trace) ?? [];
  }

  /** Hears every event from now on; returns how to stop. */
  heard(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Remembers which trace something belongs to that cannot carry it: a record of a stream. */
  carry(name: string, trace: string): void {
    keep(this.#carried, name, trace, CARRIED_MAX);
  }

  /** The trace of what was remembered. */
  carried(name: string): string | undefined {
    return this.#carried.get(name);
  }
}

function keep<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.set(key, value);
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    break;
  }
}
