// The door of the EventBridge service.

export type { BusEvent } from './connection-state.ts';
export type { TargetRequest } from './destination-request.ts';
export { type Fits, PatternError, parsePattern } from './event-pattern.ts';
export { type RuleFunctions, Rules } from './event-rules.ts';
export { eventsApi } from './events-operations.ts';
export { eventsResources } from './events-resources.ts';
export { EVENTS_HOST, Events, type Outcome, type ShownRequest } from './events-service.ts';
