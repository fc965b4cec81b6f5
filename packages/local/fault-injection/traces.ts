// Message traces: the steps that each hop recorded, by AWS's trace id. The most recent ones are kept, in memory.
import type { FaultName, HopName } from './fault-catalog.ts';

/** A step of one message at one hop. `at` is in milliseconds since 1970, with fractions. */
export type TraceEvent = {
  readonly trace: string;
  readonly hop: HopName;
  readonly at: number;
  readonly step: string;
  readonly detail?: string;
  readonly fault?: FaultName;
  /** A digest of an HTTP request, equal for the retries of one request. */
  readonly requestHash?: string;
};

const TRACES_MAX = 200;
const EVENTS_MAX = 200;
const LINKS_MAX = 5_000;

// Source: AWS X-Ray developer guide, "Tracing header".
const ROOT = /(?:^|;)Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/;

/** The header in which AWS's services pass a trace on. */
export const TRACE_HEADER = 'x-amzn-trace-id';

/** The trace id in a trace header. */
export function parseTraceHeader(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? ROOT.exec(header)?.[1] : undefined;
}

/** The trace header of a trace id. */
export function encodeTraceHeader(trace: string): string {
  return `Root=${trace}`;
}

/** The traces of one engine. */
export class Traces {
  readonly #events = new Map<string, TraceEvent[]>();
  readonly #links = new Map<string, string>();
  readonly #listeners = new Set<(event: TraceEvent) => void>();

  /** Records a step. Beyond the limit the oldest trace is dropped. */
  record(recorded: Omit<TraceEvent, 'at'>): void {
    // A hop takes less than a millisecond, the resolution of `Date.now`.
    const event = { ...recorded, at: performance.timeOrigin + performance.now() };
    const events = this.#events.get(event.trace) ?? [];
    if (events.length >= EVENTS_MAX) return;
    events.push(event);
    if (events.length === 1) setBounded(this.#events, event.trace, events, TRACES_MAX);
    for (const listener of this.#listeners) listener(event);
  }

  /** The steps of every message, the oldest message first. */
  all(): readonly (readonly TraceEvent[])[] {
    return [...this.#events.values()];
  }

  /** The steps of one message. */
  of(trace: string): readonly TraceEvent[] {
    return this.#events.get(trace) ?? [];
  }

  /** Calls the listener with every step from now on; returns a function that unsubscribes it. */
  subscribe(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Links a key to a trace, for what cannot carry the header itself: a record of a stream. */
  link(key: string, trace: string): void {
    setBounded(this.#links, key, trace, LINKS_MAX);
  }

  /** The trace that a key is linked to. */
  linkedTo(key: string): string | undefined {
    return this.#links.get(key);
  }
}

function setBounded<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.set(key, value);
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    break;
  }
}
