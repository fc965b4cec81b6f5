// Who hears what: the subscriptions of one API, found by path in a few steps however many there are.
import type { Outbox } from '../websocket/socket-writer.ts';
import type { EncodedEvent } from './frame-template.ts';

/** One subscription of one connection. */
export type Subscription = {
  readonly path: string;
  readonly outbox: Outbox;
  /** What a `data` frame for it begins with: `{"id":"…",`. */
  readonly head: string;
  /** Where it stands in its list, so that it is taken out without a search. */
  at: number;
};

/** Everybody who subscribed to one path, and the events of this turn that they are still to get. */
export type Audience = { readonly members: Subscription[]; waiting: EncodedEvent[] };

/** Makes a subscription that is not in any list yet. The id has passed `ID_PATTERN`, so nothing in it needs escaping. */
export function subscription(id: string, path: string, outbox: Outbox): Subscription {
  return { path, outbox, head: `{"id":"${id}",`, at: -1 };
}

/** The subscriptions of one API, by the path as it was subscribed to: `/default/a`, `/default/*`. */
export class Subscriptions {
  readonly #byPath = new Map<string, Audience>();

  add(subscription: Subscription): void {
    const audience = this.#byPath.get(subscription.path) ?? { members: [], waiting: [] };
    this.#byPath.set(subscription.path, audience);
    subscription.at = audience.members.push(subscription) - 1;
  }

  delete(subscription: Subscription): void {
    const members = this.#byPath.get(subscription.path)?.members;
    const last = members?.pop();
    if (!members || !last) return;
    if (last !== subscription) {
      members[subscription.at] = last;
      last.at = subscription.at;
    }
    if (members.length === 0) this.#byPath.delete(subscription.path);
  }

  /** Who hears a channel: its own audience, and that of every wildcard above it. */
  hearing(channel: string): readonly Audience[] {
    const audiences: Audience[] = [];
    const own = this.#byPath.get(channel);
    if (own) audiences.push(own);
    for (let slash = channel.lastIndexOf('/'); slash > 0; slash = channel.lastIndexOf('/', slash - 1)) {
      const above = this.#byPath.get(`${channel.slice(0, slash)}/*`);
      if (above) audiences.push(above);
    }
    return audiences;
  }
}
