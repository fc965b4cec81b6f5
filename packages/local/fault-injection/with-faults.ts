// The middleware of fault injection: records a call in its trace, and lets it fail as the rules of its hop ask for.
import { AwsError } from '../errors.ts';
import type { FaultName } from './fault-catalog.ts';
import type { Fault } from './fault-rules.ts';
import type { Hop, HopOperation, TraceStep } from './hop.ts';

/** The connection between two hops was cut. A service that cannot cut its connection answers with this error. */
export class ConnectionLost extends AwsError {
  constructor() {
    super('ServiceUnavailable', 'The connection was lost.', 503);
  }
}

/** One call at a hop: what its trace shows, and how the service words the faults that are its own. */
export type TracedCall<T> = HopOperation & {
  hop: Hop;
  /** The step recorded before the call. */
  started?: TraceStep;
  /** The step recorded after a call that returned. */
  returned?: (result: T) => TraceStep;
  /** The step recorded after a call that threw, if the trace is to show it. */
  failed?: (error: unknown) => TraceStep | undefined;
  /** The error for `error`, `error-after` and `conflict`, in AWS's words. */
  errorFor?: (fault: Fault) => Error;
  /** Faults that only this service can inject, and those that it answers instead of throwing. */
  injected?: Partial<Record<FaultName, (fault: Fault) => Promise<T>>>;
};

/**
 * Makes a call at a hop. Without a rule for the hop, this costs one look at `hop.active`.
 *
 * @example
 * withFaults({ hop, site: 'call', subject: name, trace, started: ['called', name] }, () => invoke(name));
 */
export async function withFaults<T>(traced: TracedCall<T>, call: () => Promise<T>): Promise<T> {
  const { hop, trace, started, returned, failed } = traced;
  if (started) hop.record(trace, ...started);
  try {
    const result = await (hop.active ? callWithFault(traced, call) : call());
    if (returned) hop.record(trace, ...returned(result));
    return result;
  } catch (error) {
    const step = failed?.(error);
    if (step) hop.record(trace, ...step);
    throw error;
  }
}

async function callWithFault<T>(traced: TracedCall<T>, call: () => Promise<T>): Promise<T> {
  const { hop } = traced;
  const fault = hop.nextFault(traced);
  try {
    return await (fault ? inject(fault, traced, call) : call());
  } finally {
    hop.letReorderedPass();
  }
}

async function inject<T>(fault: Fault, { hop, errorFor, injected }: TracedCall<T>, call: () => Promise<T>): Promise<T> {
  const own = injected?.[fault.fault];
  if (own) return own(fault);
  switch (fault.fault) {
    case 'drop':
      throw new ConnectionLost();
    case 'lose-answer':
      await call();
      throw new ConnectionLost();
    case 'delay':
      await hop.sleep(fault.delayMs);
      return call();
    case 'reorder':
      await hop.waitForNext(fault.delayMs);
      return call();
    case 'duplicate':
      // The second call is made whether the first one succeeds or fails.
      await call().catch(() => {});
      return call();
    case 'error-after':
      await call();
      throw errorFor?.(fault);
    default:
      if (errorFor) throw errorFor(fault);
      return call();
  }
}
