// The door of the EventBridge service.
export { EVENTS_HOST, Events, type Outcome, type ShownRequest } from './events.ts';
export { eventsKinds } from './kinds.ts';
export { type Fits, PatternError, parsePattern } from './pattern.ts';
export type { TargetRequest } from './request.ts';
export { type RuleFunctions, Rules } from './rules.ts';
export type { BusEvent } from './state.ts';
