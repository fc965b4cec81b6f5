// Who hears what: the subscriptions of one API, found by path in a few steps however many there are.
import { segmentsOf } from '@parley/wire';
import type { Outbox } from '../realtime/outbox.ts';

/** One subscription of one connection. */
export type Subscription = {
  readonly path: string;
  readonly outbox: Outbox;
  /** What a `data` frame for it begins with: `{"id":"…",`. */
  readonly head: string;
  /** Where it stands in its list, so that it is taken out without a search. */
  at: number;
};

/** Makes a subscription that is not in any list yet. The id has passed `ID_PATTERN`, so nothing in it needs escaping. */
export function subscription(id: string, path: string, outbox: Outbox): Subscription {
  return { path, outbox, head: `{"id":"${id}",`, at: -1 };
}

/** The subscriptions of one API, by the path as it was subscribed to: `/default/a`, `/default/*`. */
export class Subscriptions {
  readonly #byPath = new Map<string, Subscription[]>();

  add(subscription: Subscription): void {
    const list = this.#byPath.get(subscription.path);
    if (list) subscription.at = list.push(subscription) - 1;
    else {
      subscription.at = 0;
      this.#byPath.set(subscription.path, [subscription]);
    }
  }

  delete(subscription: Subscription): void {
    const list = this.#byPath.get(subscription.path);
    const last = list?.pop();
    if (!list || !last) return;
    if (last !== subscription) {
      list[subscription.at] = last;
      last.at = subscription.at;
    }
    if (list.length === 0) this.#byPath.delete(subscription.path);
  }

  /** The lists that hear a channel: its own, and that of every wildcard above it. */
  hearing(channel: string): readonly (readonly Subscription[])[] {
    const lists: Subscription[][] = [];
    const own = this.#byPath.get(channel);
    if (own) lists.push(own);
    let above = '';
    for (const segment of segmentsOf(channel).slice(0, -1)) {
      above += `/${segment}`;
      const list = this.#byPath.get(`${above}/*`);
      if (list) lists.push(list);
    }
    return lists;
  }
}
