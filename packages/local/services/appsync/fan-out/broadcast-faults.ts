// Fault injection on the last two hops of an event: the broadcast as a whole, and the frame to one subscription.
import { type Hop, withFaults } from '../../../fault-injection/index.ts';
import type { SocketWriter } from '../websocket/socket-writer.ts';
import { broadcast } from './broadcast.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

/** The last two hops of an event. */
export type DeliveryHops = { readonly broadcast: Hop; readonly socket: Hop };

/** Events to broadcast. */
export type Broadcast = { channel: string; events: readonly string[]; trace: string | undefined };

/** Broadcasts while fault rules are active: one event after another, each as the rules allow. */
export class BroadcastWithFaults {
  readonly #hops: DeliveryHops;
  readonly #subscriptions: Subscriptions;
  /** The last pending frame of each socket, so that a frame never overtakes the one before it. */
  readonly #tails = new WeakMap<SocketWriter, Promise<void>>();

  constructor(hops: DeliveryHops, subscriptions: Subscriptions) {
    this.#hops = hops;
    this.#subscriptions = subscriptions;
  }

  send({ channel, events, trace }: Broadcast): void {
    for (const event of events) {
      const call = async () => this.#deliver(channel, event, trace);
      const delivered = withFaults({ hop: this.#hops.broadcast, site: 'event', subject: channel, trace }, call);
      // A dropped event fails no request: its publisher already has the response.
      delivered.catch(() => {});
    }
  }

  #deliver(channel: string, event: string, trace: string | undefined): void {
    traceRecipients(this.#hops.socket, this.#subscriptions, channel, trace);
    if (!this.#hops.socket.active) return broadcast(this.#subscriptions, channel, [event]);
    for (const { subscriptions } of this.#subscriptions.matching(channel))
      for (const subscription of [...subscriptions]) this.#sendFrame(subscription, { channel, event, trace });
  }

  #sendFrame(
    { head, writer }: Subscription,
    { channel, event, trace }: { channel: string; event: string; trace: string | undefined },
  ): void {
    const { socket } = this.#hops;
    const fault = socket.nextFault({ site: 'frame', subject: channel, trace });
    const text = `${head}"type":"data","event":${JSON.stringify(event)}}`;
    switch (fault?.fault) {
      case 'drop':
        return;
      case 'cut':
        return writer.destroy();
      case 'silent':
        // The half-open connection is closed when the network is repaired.
        return socket.repairLater(writer.silence());
      case 'duplicate':
        this.#send(writer, text);
        return this.#send(writer, text);
      case 'delay':
        return this.#send(writer, text, socket.sleep(fault.delayMs));
      default:
        return this.#send(writer, text);
    }
  }

  #send(writer: SocketWriter, text: string, delay?: Promise<void>): void {
    const before = this.#tails.get(writer);
    if (!before && !delay) return writer.send(text);
    const tail = Promise.all([before, delay]).then(() => {
      writer.send(text);
      if (this.#tails.get(writer) === tail) this.#tails.delete(writer);
    });
    this.#tails.set(writer, tail);
  }
}

/** Records the number of subscriptions that an event is sent to. */
export function traceRecipients(
  socket: Hop,
  subscriptions: Subscriptions,
  channel: string,
  trace: string | undefined,
): void {
  if (trace === undefined) return;
  const count = subscriptions.matching(channel).reduce((sum, { subscriptions }) => sum + subscriptions.length, 0);
  socket.record(trace, 'sent', `${count} ${count === 1 ? 'subscription' : 'subscriptions'}`);
}
