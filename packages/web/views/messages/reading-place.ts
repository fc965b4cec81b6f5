// Where a reader is in a channel: kept while another one is open, at the first unread message in the beginning, or at the end.
import type { Message } from '@parley/chat';
import { useEffect, useRef } from 'preact/hooks';
import type { OpenChannel } from '../../state/chat.ts';
import type { Conversation } from '../../state/messages/conversation.ts';
import { isOutgoingMessage } from '../../state/messages/rendered-messages.ts';
import type { Timeline } from '../../state/messages/timeline.ts';
import { NEWEST, pinned, type TimelineWindow, windowAround } from '../../state/messages/timeline-window.ts';
import type { DisplayedMessages } from './displayed-messages.ts';
import { ScrollPosition } from './scroll-position.ts';

/** The row before the first unread message. */
export const FIRST_NEW = '.divider.new';

/** Where the reader was in each conversation when another one was opened. */
export const positions = new WeakMap<Conversation, { position: ScrollPosition; lastWindow: TimelineWindow }>();

/**
 * A channel begins where its reader has scrolled to before, otherwise at the first unread message, or at the end. Of a conversation that
 * is closed only the newest entries stay in memory, perhaps without those that the reader saw.
 */
export function firstPosition({ conversation, newAfter }: OpenChannel, messages: readonly Message[]) {
  const last = positions.get(conversation);
  if (last && messages.some(({ id }) => id === last.position.anchor)) return last;
  const position = new ScrollPosition();
  if (newAfter !== undefined) position.startAt(FIRST_NEW);
  return { position, lastWindow: NEWEST };
}

/** The window that is rendered: the chosen one, or the one in which the reader begins. */
export function windowOf(
  chosen: TimelineWindow,
  position: ScrollPosition,
  { messages, firstNew: start }: Pick<DisplayedMessages, 'messages' | 'firstNew'>,
) {
  if (position.starting && start !== undefined) return windowAround(messages, start);
  return position.atEnd ? chosen : pinned(messages, chosen);
}

/** Jumps to the end when the user sends a message. */
export function useJumpOnSend(timeline: Timeline, jumpToEnd: () => void): void {
  const last = timeline.outgoing.findLast(isOutgoingMessage)?.id;
  const known = useRef(last);
  if (last !== undefined && last !== known.current) jumpToEnd();
  known.current = last ?? known.current;
}

/** A growing composer, a phone's keyboard and a rotated screen change the height: the end stays in view. */
export function useStayAtEnd(scroller: { current: HTMLElement | null }, position: ScrollPosition): void {
  useEffect(() => {
    const element = scroller.current as HTMLElement;
    const observer = new ResizeObserver(() => position.restore(element));
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [position]);
}
