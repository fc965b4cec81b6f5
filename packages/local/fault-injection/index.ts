// Faults on demand: what can go wrong at each hop, and where messages are on their way.
export { CONTROL_PATH, control } from './control-api.ts';
export { FAULTS, type FaultName, HOPS, type HopName, KINDS } from './fault-catalog.ts';
export { Faults, type Hops, type RuleState } from './fault-injection.ts';
export type { Fault, Rule } from './fault-rules.ts';
export { ConnectionLost, type Happening, Hop } from './hop.ts';
export { headerOf, TRACE_HEADER, type TraceEvent, type Traces, traceIn } from './traces.ts';
