// The door of AppSync Events.

export type {
  AppSyncNeeds,
  Assets,
  Functions,
  HandlerLog,
  Principal,
  Principals,
  Reach,
  TokenVerifier,
} from './appsync-deps.ts';
export { appSyncResources } from './appsync-resources.ts';
export { AppSync } from './appsync-service.ts';
export { AppSyncControl, noted } from './control-plane/appsync-operations.ts';
export type { BusEntry } from './data-sources/eventbridge-data-source.ts';
export type { Published } from './event-api.ts';
export { CHOICES, type Choice } from './undocumented-behaviour.ts';
