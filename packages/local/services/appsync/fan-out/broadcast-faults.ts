// A broadcast on which something may go wrong on demand: for a whole event, or on the way to one subscription.
import { type Hop, withFaults } from '../../../fault-injection/index.ts';
import type { Outbox } from '../websocket/socket-writer.ts';
import { broadcast } from './broadcast.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

/** The last two hops of an event. */
export type Way = { readonly broadcast: Hop; readonly socket: Hop };

/** Events on their way to everybody who hears their channel. */
export type Events = { channel: string; events: readonly string[]; trace: string | undefined };

/** Broadcasts while there are rules: one event after the other, each as the rules let it. */
export class FaultyBroadcast {
  readonly #way: Way;
  readonly #subscriptions: Subscriptions;
  /** Per socket the end of what waits, so that a frame never overtakes the one before it. */
  readonly #tails = new WeakMap<Outbox, Promise<void>>();

  constructor(way: Way, subscriptions: Subscriptions) {
    this.#way = way;
    this.#subscriptions = subscriptions;
  }

  send({ channel, events, trace }: Events): void {
    for (const event of events) {
      const call = async () => this.#deliver(channel, event, trace);
      const lost = withFaults({ hop: this.#way.broadcast, site: 'event', subject: channel, trace }, call);
      // A dropped event is nobody's error: its publisher has been answered.
      lost.catch(() => {});
    }
  }

  #deliver(channel: string, event: string, trace: string | undefined): void {
    noteReach(this.#way.socket, this.#subscriptions, channel, trace);
    if (!this.#way.socket.active) return broadcast(this.#subscriptions, channel, [event]);
    for (const { members } of this.#subscriptions.hearing(channel))
      for (const member of [...members]) this.#frame(member, { channel, event, trace });
  }

  #frame({ head, outbox }: Subscription, of: { channel: string; event: string; trace: string | undefined }): void {
    const { socket } = this.#way;
    const fault = socket.nextFault({ site: 'frame', subject: of.channel, trace: of.trace });
    const text = `${head}"type":"data","event":${JSON.stringify(of.event)}}`;
    switch (fault?.fault) {
      case 'drop':
        return;
      case 'cut':
        return outbox.cut();
      case 'silent':
        // What was half open ends when the network is back.
        return socket.repairLater(outbox.silence());
      case 'duplicate':
        this.#send(outbox, text);
        return this.#send(outbox, text);
      case 'delay':
        return this.#send(outbox, text, socket.sleep(fault.delayMs));
      default:
        return this.#send(outbox, text);
    }
  }

  #send(outbox: Outbox, text: string, rest?: Promise<void>): void {
    const before = this.#tails.get(outbox);
    if (!before && !rest) return outbox.send(text);
    const tail = Promise.all([before, rest]).then(() => {
      outbox.send(text);
      if (this.#tails.get(outbox) === tail) this.#tails.delete(outbox);
    });
    this.#tails.set(outbox, tail);
  }
}

/** Notes how many subscriptions an event is on its way to. */
export function noteReach(socket: Hop, subscriptions: Subscriptions, channel: string, trace: string | undefined): void {
  if (trace === undefined) return;
  const reach = subscriptions.hearing(channel).reduce((sum, { members }) => sum + members.length, 0);
  socket.record(trace, 'sent', `${reach} ${reach === 1 ? 'subscription' : 'subscriptions'}`);
}
