// Public interface of fault injection: rules, hops, traces, the middleware, and the control API.
export { CONTROL_PATH, controlApi } from './control-api.ts';
export { FAULT_CATALOG, FAULTS, type FaultName, HOPS, type HopName } from './fault-catalog.ts';
export { FaultInjection, type Hops, type RuleState } from './fault-injection.ts';
export type { Fault, Rule } from './fault-rules.ts';
export { Hop, type HopOperation } from './hop.ts';
export { encodeTraceHeader, parseTraceHeader, TRACE_HEADER, type TraceEvent, type Traces } from './traces.ts';
export { ConnectionLost, type TracedCall, withFaults } from './with-faults.ts';
