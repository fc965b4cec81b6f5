// Public interface of the EventBridge service.

export type { BusEvent } from './connection-state.ts';
export type { TargetRequest } from './destination-request.ts';
export { type Matcher, PatternError, parsePattern } from './event-pattern.ts';
export { EventRules } from './event-rules.ts';
export { eventsApi } from './events-operations.ts';
export { eventsResources } from './events-resources.ts';
export { EVENTS_HOST, EventBridge, type Outcome, type RedactedRequest } from './events-service.ts';
export type { RuleTargets } from './rule-delivery.ts';
