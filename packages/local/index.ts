// The public API of `local`: runs a CloudFormation template on this machine.
export { type Clock, ManualClock, systemClock } from './clock.ts';
export { type Engine, type EngineOptions, startEngine } from './engine.ts';
export { AwsError, EngineError, type EngineErrorCode } from './errors.ts';
export {
  FaultInjection,
  type FaultName,
  HOPS,
  type HopName,
  type Rule,
  type RuleState,
  type TraceEvent,
} from './fault-injection/index.ts';
export { parsePort } from './http/server.ts';
export type { PublishedEvents } from './services/appsync/index.ts';
export { coverage } from './services/resource-types.ts';
export type { ResourceCreated } from './stack-creation.ts';
export { formatRows, type ReportStream, type Row, StartReport } from './start-report.ts';
