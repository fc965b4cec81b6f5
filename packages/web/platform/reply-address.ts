// The addresses of replies: those that are only in a thread are displayed there.
import { isInChannel, type Message } from '@parley/chat';
import { messageAddress, threadAddress } from './address.ts';
import { goTo, place } from './browser.ts';

/** The address at which a message is displayed in its surroundings: the channel or, of a reply that is only there, the thread. */
export function addressOf(message: Pick<Message, 'channel' | 'seq' | 'thread' | 'alsoInChannel'>): string {
  const { channel, seq, thread } = message;
  if (thread === undefined || isInChannel(message)) return messageAddress(channel, seq);
  return `${threadAddress({ channel, seq: thread })}/${seq}`;
}

/** Opens the address of a message; the present one as a click on a link to it does. */
export function openMessageAt(address: string): void {
  if (place.peek() === address) dispatchEvent(new PopStateEvent('popstate'));
  else goTo(address);
}

/** Calls back when the present address is opened again: a browser reports that by this event alone. Returns how to stop. */
export function onOpenedAgain(callback: () => void): () => void {
  const onPopState = () => decodeURIComponent(location.hash.slice(1)) === place.peek() && callback();
  addEventListener('popstate', onPopState);
  return () => removeEventListener('popstate', onPopState);
}
