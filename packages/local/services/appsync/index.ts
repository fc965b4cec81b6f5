// The door of AppSync Events.
export type { Published } from './api.ts';
export { AppSync } from './appsync.ts';
export { type ApiKey, ApiKeys, LISTED_S } from './authorization/api-key.ts';
export { CHOICES, type Choice } from './choices.ts';
export type { BusEntry } from './data-sources/event-bridge.ts';
export { appSyncKinds } from './kinds.ts';
export type {
  AppSyncNeeds,
  Assets,
  Functions,
  HandlerLog,
  Principal,
  Principals,
  Reach,
  TokenVerifier,
} from './needs.ts';
