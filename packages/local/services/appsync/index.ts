// The public API of the AppSync Events service.

export type {
  AppSyncDeps,
  Assets,
  DataSourceAccess,
  Functions,
  HandlerLog,
  Principal,
  Principals,
  TokenVerifier,
} from './appsync-deps.ts';
export { appSyncResources } from './appsync-resources.ts';
export { AppSync } from './appsync-service.ts';
export { AppSyncControlPlane, withControlPlane } from './control-plane/appsync-operations.ts';
export type { BusEntry } from './data-sources/eventbridge-data-source.ts';
export type { PublishedEvents } from './event-api.ts';
export { UNDOCUMENTED, type UndocumentedBehaviour } from './undocumented-behaviour.ts';
