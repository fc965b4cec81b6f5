// Jumping to a message of the open channel.
import { useEffect, useRef } from 'preact/hooks';
import type { Conversation } from '../../state/messages/conversation.ts';
import type { JumpTarget } from '../../state/messages/excerpt.ts';
import type { DisplayedMessages } from './displayed-messages.ts';
import type { ScrollPosition } from './scroll-position.ts';

/**
 * Begins at the message that the reader jumps to, or the next one, as soon as its surroundings are loaded; returns its seq until the list
 * has scrolled there.
 */
export function useMessageJump(
  { excerpt: { target } }: Conversation,
  { messages, isStarting }: DisplayedMessages,
  position: ScrollPosition,
): number | undefined {
  const begun = useRef<JumpTarget | undefined>(undefined);
  const wanted = isStarting ? undefined : target.value;
  const found = wanted && (messages.find(({ seq }) => seq >= wanted.seq) ?? messages.at(-1))?.seq;
  const selector = `.message[data-seq="${found}"]`;
  if (wanted && wanted !== begun.current) {
    begun.current = wanted;
    position.startAt(selector);
  }
  useEffect(() => {
    if (!wanted || position.starting) return;
    target.value = undefined;
    void import('./log-places.ts').then(({ arriveAt }) => arriveAt(wanted, document.querySelector(selector)));
  });
  return found;
}
