// One Event API: its configuration, namespaces, data sources and subscriptions.
import { AwsError } from '../../errors.ts';
import type { ApiKeys } from './auth/api-keys.ts';
import {
  AUTH_TYPES,
  type AuthorizationRequest,
  type Authorizer,
  type AuthType,
  authorize,
  type Caller,
} from './auth/authorization-modes.ts';
import type { DataSource } from './data-sources/data-source.ts';
import { broadcast } from './fan-out/broadcast.ts';
import { BroadcastWithFaults, type DeliveryHops, traceRecipients } from './fan-out/broadcast-faults.ts';
import { Subscriptions } from './fan-out/subscriptions.ts';
import type { Hooks } from './handlers/handler-hooks.ts';
import { andThen, type MaybePromise } from './maybe-async.ts';
import type { RequestLogs } from './request-logs.ts';
import { awsError, UNDOCUMENTED } from './undocumented-behaviour.ts';

/** A channel namespace: its name, its handlers, and the authorization modes that replace those of the API. */
export type Namespace = {
  readonly name: string;
  readonly hooks: Hooks;
  readonly publishModes?: ReadonlySet<AuthType>;
  readonly subscribeModes?: ReadonlySet<AuthType>;
};

/** The configuration of an API, from the template. */
export type EventApiConfig = {
  readonly id: string;
  readonly arn: string;
  readonly httpHost: string;
  readonly realtimeHost: string;
  readonly keys: ApiKeys;
  readonly authorizers: readonly Authorizer[];
  readonly connectModes: ReadonlySet<AuthType>;
  readonly publishModes: ReadonlySet<AuthType>;
  readonly subscribeModes: ReadonlySet<AuthType>;
  /** Records each request, when the API has a LogConfig. */
  readonly requestLogs?: RequestLogs | undefined;
};

/** Events that were accepted for broadcast: for tests, and for pages that show the traffic. */
export type PublishedEvents = {
  readonly apiId: string;
  readonly channel: string;
  /** JSON texts, after the handler. */
  readonly events: readonly string[];
};

/** An Event API while the engine runs. */
export class EventApi {
  readonly config: EventApiConfig;
  readonly namespaces = new Map<string, Namespace>();
  readonly dataSources = new Map<string, DataSource>();
  readonly subscriptions = new Subscriptions();
  readonly #onPublished: (published: PublishedEvents) => void;
  readonly #hops: DeliveryHops;
  readonly #broadcastWithFaults: BroadcastWithFaults;

  constructor(config: EventApiConfig, hops: DeliveryHops, onPublished: (published: PublishedEvents) => void) {
    this.config = config;
    this.#onPublished = onPublished;
    this.#hops = hops;
    this.#broadcastWithFaults = new BroadcastWithFaults(hops, this.subscriptions);
  }

  /** Authenticates a connection. */
  authorizeConnect(request: Pick<AuthorizationRequest, 'authorization' | 'origin'>): MaybePromise<Caller> {
    const { authorizers, connectModes, requestLogs } = this.config;
    const rejected = (error: unknown): never => {
      if (error instanceof AwsError)
        requestLogs?.({ operation: 'EVENT_CONNECT', error, headers: request.origin.headers });
      throw error;
    };
    try {
      const caller = authorize(authorizers, connectModes, {
        ...request,
        operation: 'EVENT_CONNECT',
        signed: () => '{}',
      });
      return caller instanceof Promise ? caller.catch(rejected) : caller;
    } catch (error) {
      return rejected(error);
    }
  }

  /** Finds the namespace and the caller of an operation; throws AwsError when the caller may not perform it. */
  authorize(
    request: AuthorizationRequest & { channel: string; namespace: string },
  ): MaybePromise<{ namespace: Namespace; caller: Caller }> {
    const namespace = this.namespaces.get(request.namespace);
    const { config } = this;
    const modes =
      request.operation === 'EVENT_PUBLISH'
        ? (namespace?.publishModes ?? config.publishModes)
        : (namespace?.subscribeModes ?? config.subscribeModes);
    return andThen(authorize(config.authorizers, namespace ? modes : ANY, request), (caller) => {
      if (!namespace) throw awsError(UNDOCUMENTED.unknownNamespace);
      return { namespace, caller };
    });
  }

  /** Sends events to all subscriptions of the channel, in this turn of the event loop. */
  broadcast(channel: string, events: readonly string[], trace?: string): void {
    if (events.length === 0) return;
    const { broadcast: hop, socket } = this.#hops;
    hop.record(trace, 'published', channel);
    if (hop.active || socket.active) this.#broadcastWithFaults.send({ channel, events, trace });
    else {
      traceRecipients(socket, this.subscriptions, channel, trace);
      broadcast(this.subscriptions, channel, events);
    }
    this.#onPublished({ apiId: this.config.id, channel, events });
  }
}

// An unknown namespace has no modes to check the caller against; its error comes after the credentials are verified.
const ANY: ReadonlySet<AuthType> = new Set(AUTH_TYPES);
