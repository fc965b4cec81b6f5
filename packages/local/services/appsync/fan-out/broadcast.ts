// The fan-out: an event is encoded once, and each subscription's frame begins with its own id.
import { utf8 } from '../websocket/frame-writer.ts';
import { SHARED_FROM } from '../websocket/socket-writer.ts';
import { type EncodedEvent, FrameTemplate, frameHead } from './frame-template.ts';
import type { PathSubscribers, Subscriptions } from './subscriptions.ts';

/**
 * Sends events, each the JSON text of a value, to all subscriptions of the channel: one frame per event and subscription.
 * They leave at the end of the turn, under load some milliseconds later. Only then is each subscription visited, once for all
 * events until then: the cost is in the work for each of a thousand subscriptions.
 */
export function broadcast(subscriptions: Subscriptions, channel: string, events: readonly string[]): void {
  const matching = subscriptions.matching(channel);
  const scheduler = matching[0]?.subscriptions[0]?.writer.scheduler;
  if (!scheduler) return;
  scheduler.countBroadcast();
  for (const event of events) {
    const encoded = encodeEvent(event);
    for (const subscribers of matching) {
      if (subscribers.pending.push(encoded) === 1) scheduler.addBatch(new EventBatch(subscribers));
    }
  }
}

function encodeEvent(event: string): EncodedEvent {
  const rest = utf8(`"type":"data","event":${JSON.stringify(event)}}`);
  return { rest, shared: rest.length >= SHARED_FROM ? Buffer.from(rest, 'latin1') : undefined };
}

/** The events for the subscribers of one path until they leave. */
class EventBatch {
  readonly #subscribers: PathSubscribers;

  constructor(subscribers: PathSubscribers) {
    this.#subscribers = subscribers;
  }

  announce(): void {
    for (const { writer } of this.#subscribers.subscriptions) writer.announceWrite();
  }

  run(): void {
    const { subscriptions, pending } = this.#subscribers;
    this.#subscribers.pending = [];
    if (pending.some(({ shared }) => shared)) {
      for (const { head, writer } of subscriptions) {
        for (const { rest, shared } of pending)
          writer.push(frameHead(head, rest) + head + (shared ? '' : rest), shared);
        writer.withdrawWrite();
      }
      return;
    }
    const template = new FrameTemplate(pending);
    for (const { head, writer } of subscriptions) if (!writer.write(template.fill(head))) template.release();
  }
}
