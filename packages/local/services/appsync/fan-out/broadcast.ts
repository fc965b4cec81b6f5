// The fan-out: an event is encoded once, and each subscription puts its own id before it.

import { utf8 } from '../websocket/frame-writer.ts';
import { SHARED_FROM } from '../websocket/socket-writer.ts';
import { type EncodedEvent, frameHead, Stencil } from './frame-template.ts';
import type { Audience, Subscriptions } from './subscriptions.ts';

/**
 * Sends events, each the JSON text of a value, to everybody who hears the channel: one frame per event and subscription.
 * They leave at the end of the turn. Only then each subscription is looked at, once for all events of the turn: what is
 * done for each of a thousand subscriptions is what costs.
 */
export function broadcast(subscriptions: Subscriptions, channel: string, events: readonly string[]): void {
  const audiences = subscriptions.hearing(channel);
  if (audiences.length === 0) return;
  for (const event of events) {
    const encoded = encode(event);
    for (const audience of audiences) {
      if (audience.waiting.push(encoded) === 1) audience.members[0]?.outbox.turn.deliver(new Delivery(audience));
    }
  }
}

function encode(event: string): EncodedEvent {
  const rest = utf8(`"type":"data","event":${JSON.stringify(event)}}`);
  return { rest, shared: rest.length >= SHARED_FROM ? Buffer.from(rest, 'latin1') : undefined };
}

/** What one audience gets at the end of a turn. */
class Delivery {
  readonly #audience: Audience;

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  announce(): void {
    for (const { outbox } of this.#audience.members) outbox.expect();
  }

  make(): void {
    const { members, waiting } = this.#audience;
    this.#audience.waiting = [];
    if (waiting.some(({ shared }) => shared)) {
      for (const { head, outbox } of members) {
        for (const { rest, shared } of waiting)
          outbox.push(frameHead(head, rest) + head + (shared ? '' : rest), shared);
        outbox.expected();
      }
      return;
    }
    const stencil = new Stencil(waiting);
    for (const { head, outbox } of members) if (!outbox.write(stencil.with(head))) stencil.keep();
  }
}
