// The load process: its subscribers receive every channel, its senders post, and every delivery is counted.

import type { ChatClient, Sender } from '../shared/chat-client.ts';
import { encodeText, Ledger, type Outcome } from '../shared/message-ledger.ts';
import { type ParleyAddress, ParleyClient } from '../shared/parley-client.ts';
import { serveRequests } from '../shared/worker-process.ts';
import { type XmppAddress, XmppClient } from './xmpp-client.ts';

/** The kind and the address of a chat server. */
export type ChatAddress = ({ chat: 'parley' } & ParleyAddress) | ({ chat: 'xmpp' } & XmppAddress);

/** The requests to the load process. Messages are posted in the first `channels` of the joined channels, in turn. */
export type LoadRequest =
  | { ask: 'join'; place: ChatAddress; listeners: number; senders: number; channels: readonly string[] }
  /** A number of senders, each of whom posts the next message once the last is acknowledged. */
  | { ask: 'saturate'; senders: number; channels: number; ms: number }
  /** One sender, who posts the next message once all subscribers have the last. */
  | { ask: 'alone'; ms: number }
  /** Messages at a fixed rate, regardless of responses. */
  | { ask: 'pace'; perSecond: number; channels: number; ms: number };

/** The size of a message's text: a line or two. */
const TEXT_BYTES = 120;
/** The maximum wait for deliveries after the last message. */
const DRAIN_MS = 60_000;
/** The number of connections that are opened concurrently. */
const OPENING = 20;

class Load {
  readonly #ledger: Ledger;
  readonly #channels: readonly string[];
  readonly #senders: readonly Sender[];
  readonly #waiting: (() => void)[] = [];

  constructor(ledger: Ledger, channels: readonly string[], senders: readonly Sender[], seen: { byAll: () => void }) {
    this.#ledger = ledger;
    this.#channels = channels;
    this.#senders = senders;
    seen.byAll = () => {
      for (const go of this.#waiting.splice(0)) go();
    };
  }

  async saturate(senders: number, channels: number, ms: number): Promise<Outcome> {
    this.#ledger.begin();
    const until = performance.now() + ms;
    let turn = 0;
    const speak = async (sender: Sender) => {
      while (performance.now() < until) await this.#say(sender, this.#channel(turn++, channels), performance.now());
    };
    await Promise.all(this.#senders.slice(0, senders).map(speak));
    return this.#drained();
  }

  async alone(ms: number): Promise<Outcome> {
    this.#ledger.begin();
    const until = performance.now() + ms;
    const sender = this.#senders[0] as Sender;
    while (performance.now() < until) {
      await this.#say(sender, this.#channel(0, 1), performance.now());
      if (!(await this.#quiet())) break;
    }
    return this.#drained();
  }

  async pace(perSecond: number, channels: number, ms: number): Promise<Outcome> {
    this.#ledger.begin();
    const began = performance.now();
    const free = [...this.#senders];
    const busy = new Set<Promise<void>>();
    for (let said = 0; ; said++) {
      const due = began + (said * 1000) / perSecond;
      if (due >= began + ms) break;
      for (let early = due - performance.now(); early > 0; early = due - performance.now())
        await new Promise((resolve) => setTimeout(resolve, early));
      // No sender is free: the message is late, and its latency counts from its due time.
      while (free.length === 0) await Promise.race(busy);
      // In turn, because of the rate limit of a user.
      const sender = free.shift() as Sender;
      const saying = this.#say(sender, this.#channel(said, channels), due).finally(() => {
        free.push(sender);
        busy.delete(saying);
      });
      busy.add(saying);
    }
    await Promise.all(busy);
    return this.#drained();
  }

  async #say(sender: Sender, channel: string, due: number): Promise<void> {
    const number = this.#ledger.say(channel, due);
    if (await sender(channel, encodeText(number, TEXT_BYTES), number)) this.#ledger.acknowledged(due);
    else this.#ledger.refused(number);
  }

  #channel(turn: number, channels: number): string {
    return this.#channels[turn % channels] as string;
  }

  async #drained(): Promise<Outcome> {
    await this.#quiet();
    return this.#ledger.outcome;
  }

  /** Resolves with true once all messages are delivered, with false on a timeout. */
  async #quiet(): Promise<boolean> {
    const late = Promise.withResolvers<false>();
    const timer = setTimeout(() => late.resolve(false), DRAIN_MS);
    try {
      while (this.#ledger.open > 0) {
        const seen = new Promise<true>((resolve) => this.#waiting.push(() => resolve(true)));
        if (!(await Promise.race([seen, late.promise]))) return false;
      }
      return true;
    } finally {
      clearTimeout(timer);
    }
  }
}

let load: Load | undefined;

serveRequests<LoadRequest>(async (order) => {
  if (order.ask === 'join') {
    load = await join(order);
    return {};
  }
  if (!load) throw new Error('The load has no channels: send the join request first.');
  switch (order.ask) {
    case 'saturate':
      return load.saturate(order.senders, order.channels, order.ms);
    case 'alone':
      return load.alone(order.ms);
    case 'pace':
      return load.pace(order.perSecond, order.channels, order.ms);
  }
});

async function join({ place, listeners, senders, channels }: LoadRequest & { ask: 'join' }): Promise<Load> {
  const chat: ChatClient = place.chat === 'parley' ? new ParleyClient(place) : new XmppClient(place);
  const seen = { byAll: () => {} };
  const ledger = new Ledger(listeners, () => seen.byAll());
  await opened(listeners, (listener) =>
    chat.listen(channels, (bytes, from, to) => ledger.receive(listener, bytes, from, to)),
  );
  return new Load(ledger, channels, await opened(senders, () => chat.sender()), seen);
}

async function opened<One>(count: number, open: (at: number) => Promise<One>): Promise<One[]> {
  const all: One[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < count; at = next++) all[at] = await open(at);
  };
  await Promise.all(Array.from({ length: Math.min(OPENING, count) }, worker));
  return all;
}
