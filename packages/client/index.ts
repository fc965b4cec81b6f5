// The public API of `@parley/client`: subscribe to and publish on an Event API of AWS AppSync.

export type { FailedEvent, PublishResult, SuccessfulEvent } from '@parley/wire';
export { EventsClient } from './client.ts';
export { type Clock, systemClock } from './clock.ts';
export type { ConnectionDetail } from './connection.ts';
export type { ConnectionState } from './connection-state.ts';
export { ClientError, type ClientErrorCode } from './errors.ts';
export type { Authorization, EventsClientOptions, Fetch, Socket, SocketClass } from './options.ts';
export type { SubscriptionState } from './subscription.ts';
