// The subscriptions of one API: found by path in a few steps, however many there are.
import type { SocketWriter } from '../websocket/socket-writer.ts';
import type { EncodedEvent } from './frame-template.ts';

/** One subscription of one connection. */
export type Subscription = {
  readonly path: string;
  readonly writer: SocketWriter;
  /** The beginning of its `data` frames: `{"id":"…",`. */
  readonly head: string;
  /** Its index in its list, so that it is removed without a search. */
  index: number;
};

/** All subscriptions to one path, and the events of this turn that they have not received yet. */
export type PathSubscribers = { readonly subscriptions: Subscription[]; pending: EncodedEvent[] };

/** Creates a subscription that is not in any list yet. The id has passed `ID_PATTERN`, so nothing in it needs escaping. */
export function createSubscription(id: string, path: string, writer: SocketWriter): Subscription {
  return { path, writer, head: `{"id":"${id}",`, index: -1 };
}

/** The subscriptions of one API, by the path as it was subscribed to: `/default/a`, `/default/*`. */
export class Subscriptions {
  readonly #byPath = new Map<string, PathSubscribers>();

  add(subscription: Subscription): void {
    const subscribers = this.#byPath.get(subscription.path) ?? { subscriptions: [], pending: [] };
    this.#byPath.set(subscription.path, subscribers);
    subscription.index = subscribers.subscriptions.push(subscription) - 1;
  }

  delete(subscription: Subscription): void {
    const subscriptions = this.#byPath.get(subscription.path)?.subscriptions;
    const last = subscriptions?.pop();
    if (!subscriptions || !last) return;
    if (last !== subscription) {
      subscriptions[subscription.index] = last;
      last.index = subscription.index;
    }
    if (subscriptions.length === 0) this.#byPath.delete(subscription.path);
  }

  /** The subscribers of a channel: those of its own path, and those of every wildcard above it. */
  matching(channel: string): readonly PathSubscribers[] {
    const matching: PathSubscribers[] = [];
    const exact = this.#byPath.get(channel);
    if (exact) matching.push(exact);
    for (let slash = channel.lastIndexOf('/'); slash > 0; slash = channel.lastIndexOf('/', slash - 1)) {
      const wildcard = this.#byPath.get(`${channel.slice(0, slash)}/*`);
      if (wildcard) matching.push(wildcard);
    }
    return matching;
  }
}
