// The process that makes the load: its listeners hear every channel, its senders speak, and every delivery is counted.

import type { Chat, Sender } from '../shared/chat-client.ts';
import { encodeText, Ledger, type Outcome } from '../shared/message-ledger.ts';
import { ParleyChat, type ParleyPlace } from '../shared/parley-client.ts';
import { obey } from '../shared/worker-process.ts';
import { XmppChat, type XmppPlace } from './xmpp-client.ts';

/** Which chat it is, and where. */
export type ChatPlace = ({ chat: 'parley' } & ParleyPlace) | ({ chat: 'xmpp' } & XmppPlace);

/** What the load can be asked for. Only the first `channels` of those joined are spoken in, one after the other. */
export type Order =
  | { ask: 'join'; place: ChatPlace; listeners: number; senders: number; channels: readonly string[] }
  /** So many senders, each of whom says the next thing once the last one is acknowledged. */
  | { ask: 'saturate'; senders: number; channels: number; ms: number }
  /** One sender, who says the next thing once everybody has seen the last one. */
  | { ask: 'alone'; ms: number }
  /** Messages by the clock, whatever comes of them. */
  | { ask: 'pace'; perSecond: number; channels: number; ms: number };

/** Bytes of a message's text: a line or two. */
const TEXT_BYTES = 120;
/** How long after the last message its deliveries are waited for. */
const DRAIN_MS = 60_000;
/** How many connections are opened at a time. */
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
      // Nobody free to speak: it goes late, and its times count from when it was due.
      while (free.length === 0) await Promise.race(busy);
      // In turn: how much one person may say in a minute is bounded.
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

  /** Resolves once everybody has seen everything; false when that takes too long. */
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

obey<Order>(async (order) => {
  if (order.ask === 'join') {
    load = await join(order);
    return {};
  }
  if (!load) throw new Error('Nobody has joined.');
  switch (order.ask) {
    case 'saturate':
      return load.saturate(order.senders, order.channels, order.ms);
    case 'alone':
      return load.alone(order.ms);
    case 'pace':
      return load.pace(order.perSecond, order.channels, order.ms);
  }
});

async function join({ place, listeners, senders, channels }: Order & { ask: 'join' }): Promise<Load> {
  const chat: Chat = place.chat === 'parley' ? new ParleyChat(place) : new XmppChat(place);
  const seen = { byAll: () => {} };
  const ledger = new Ledger(listeners, () => seen.byAll());
  await opened(listeners, (listener) =>
    chat.listen(channels, (bytes, from, to) => ledger.hear(listener, bytes, from, to)),
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
