// One Event API: its two hosts, who may do what, its namespaces, and who listens.
import type { ApiKeys } from './auth/api-keys.ts';
import {
  type Ask,
  AUTH_TYPES,
  type Authorizer,
  type AuthType,
  authorize,
  type Caller,
} from './auth/authorization-modes.ts';
import type { DataSource } from './data-sources/data-source.ts';
import { broadcast } from './fan-out/broadcast.ts';
import { FaultyBroadcast, noteReach, type Way } from './fan-out/broadcast-faults.ts';
import { Subscriptions } from './fan-out/subscriptions.ts';
import type { Hooks } from './handlers/handler-hooks.ts';
import { type Soon, soon } from './maybe-async.ts';
import { CHOICES, refusal } from './undocumented-behaviour.ts';

/** A channel namespace: its name, its handlers, and the modes it takes in place of the API's. */
export type Namespace = {
  readonly name: string;
  readonly hooks: Hooks;
  readonly publishModes?: ReadonlySet<AuthType>;
  readonly subscribeModes?: ReadonlySet<AuthType>;
};

/** What an API is made of; the template decides it. */
export type ApiSetUp = {
  readonly id: string;
  readonly arn: string;
  readonly httpHost: string;
  readonly realtimeHost: string;
  readonly keys: ApiKeys;
  readonly authorizers: readonly Authorizer[];
  readonly connectModes: ReadonlySet<AuthType>;
  readonly publishModes: ReadonlySet<AuthType>;
  readonly subscribeModes: ReadonlySet<AuthType>;
};

/** Events that were accepted for broadcast: for tests, and for pages that show what goes on. */
export type Published = {
  readonly apiId: string;
  readonly channel: string;
  /** JSON texts, after the handler. */
  readonly events: readonly string[];
};

/** An Event API while the engine runs. */
export class EventApi {
  readonly setUp: ApiSetUp;
  readonly namespaces = new Map<string, Namespace>();
  readonly dataSources = new Map<string, DataSource>();
  readonly subscriptions = new Subscriptions();
  readonly #published: (published: Published) => void;
  readonly #way: Way;
  readonly #faulty: FaultyBroadcast;

  constructor(setUp: ApiSetUp, way: Way, published: (published: Published) => void) {
    this.setUp = setUp;
    this.#published = published;
    this.#way = way;
    this.#faulty = new FaultyBroadcast(way, this.subscriptions);
  }

  /** Finds out who wants to connect. */
  connect(ask: Pick<Ask, 'authorization' | 'origin'>): Soon<Caller> {
    const { authorizers, connectModes } = this.setUp;
    return authorize(authorizers, connectModes, { ...ask, operation: 'EVENT_CONNECT', signed: () => '{}' });
  }

  /** Finds the namespace that an operation is about and who asks; refuses who may not. */
  enter(ask: Ask & { channel: string; namespace: string }): Soon<{ namespace: Namespace; caller: Caller }> {
    const namespace = this.namespaces.get(ask.namespace);
    const { setUp } = this;
    const modes =
      ask.operation === 'EVENT_PUBLISH'
        ? (namespace?.publishModes ?? setUp.publishModes)
        : (namespace?.subscribeModes ?? setUp.subscribeModes);
    return soon(authorize(setUp.authorizers, namespace ? modes : ANY, ask), (caller) => {
      if (!namespace) throw refusal(CHOICES.unknownNamespace);
      return { namespace, caller };
    });
  }

  /** Sends events to everybody who hears the channel, in this turn of the event loop. */
  broadcast(channel: string, events: readonly string[], trace?: string): void {
    if (events.length === 0) return;
    const { broadcast: hop, socket } = this.#way;
    hop.record(trace, 'published', channel);
    if (hop.active || socket.active) this.#faulty.send({ channel, events, trace });
    else {
      noteReach(socket, this.subscriptions, channel, trace);
      broadcast(this.subscriptions, channel, events);
    }
    this.#published({ apiId: this.setUp.id, channel, events });
  }
}

// For an unknown namespace there are no modes to hold against the caller; the refusal is the namespace's.
const ANY: ReadonlySet<AuthType> = new Set(AUTH_TYPES);
