// Faults on demand: what can go wrong at each hop, and where messages are on their way.
export { CONTROL_PATH, control } from './control.ts';
export { Faults, type Hops, type RuleState } from './faults.ts';
export { ConnectionLost, type Happening, Hop } from './hop.ts';
export { FAULTS, type FaultName, HOPS, type HopName, KINDS } from './kinds.ts';
export type { Fault, Rule } from './rule.ts';
export { headerOf, TRACE_HEADER, type TraceEvent, type Traces, traceIn } from './traces.ts';
