// The fan-out: an event is encoded once, and each subscription puts its own id before it.
import { SHARED_FROM } from '../realtime/outbox.ts';
import { textFrameHead, utf8 } from '../realtime/text-frame.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

/** Sends events, each the JSON text of a value, to everybody who hears the channel: one frame per event and subscription. */
export function broadcast(subscriptions: Subscriptions, channel: string, events: readonly string[]): void {
  const lists = subscriptions.hearing(channel);
  if (lists.length === 0) return;
  for (const event of events) {
    const rest = utf8(`"type":"data","event":${JSON.stringify(event)}}`);
    for (const list of lists) deliver(list, rest);
  }
}

function deliver(list: readonly Subscription[], rest: string): void {
  const shared = rest.length >= SHARED_FROM ? Buffer.from(rest, 'latin1') : undefined;
  const copied = shared ? '' : rest;
  // The frame's length, and so its head, differs only with the length of the id.
  const frameHeads: string[] = [];
  for (const { head, outbox } of list) {
    const frameHead = frameHeads[head.length] ?? textFrameHead(head.length + rest.length);
    frameHeads[head.length] = frameHead;
    outbox.push(frameHead + head + copied, shared);
  }
}
