// The messages that a timeline displays: those of the newest pages, or of an excerpt around the first unread message.
import type { Message } from '@parley/chat';
import { useMemo } from 'preact/hooks';
import type { Chat, OpenChannel } from '../../state/chat.ts';
import { isOutgoingChange, messagesOf, namesOf, withPendingChanges } from '../../state/messages/rendered-messages.ts';
import { completeTo } from '../../state/messages/timeline.ts';
import { firstUnread } from '../../state/messages/timeline-rows.ts';

/**
 * `from` is the first seq that is loaded, 0 for the log's beginning; `isExcerpt` is whether newer messages are not displayed, and
 * `isStarting` whether the first unread message is still being loaded.
 */
export type DisplayedMessages = {
  messages: readonly Message[];
  names: ReadonlyMap<string, string>;
  from: number | undefined;
  isExcerpt: boolean;
  isStarting: boolean;
  /** The seq of the first unread message, if it is loaded. */
  firstNew: number | undefined;
};

/** Computes what is displayed of the open channel, when something of it has changed. */
export function useDisplayedMessages(chat: Chat, { conversation, ...open }: OpenChannel): DisplayedMessages {
  const { userId } = chat.user;
  const timeline = conversation.timeline.value;
  const excerpt = conversation.excerpt.shown.value;
  const start = conversation.excerpt.start.value;
  const oldest = timeline.covered[0]?.from;
  // Nothing is displayed of a page that an excerpt is about to replace.
  const isFar = start !== undefined && (oldest === undefined || oldest > start);
  const entries = useMemo(
    () => (isFar ? [] : excerpt ? [...excerpt.entries, ...timeline.entries] : timeline.entries),
    [timeline.entries, excerpt, isFar],
  );
  const messages = useMemo(() => {
    const all = withPendingChanges(messagesOf(entries), timeline.outgoing.filter(isOutgoingChange), userId);
    return excerpt ? all.filter(({ seq }) => seq <= excerpt.to) : all;
  }, [entries, timeline.outgoing]);
  const names = useMemo(() => namesOf(entries), [entries]);
  const from = excerpt?.from ?? oldest;
  const channel = chat.channels.of(conversation.channel);
  const isMarked = channel !== undefined && (channel.readVersion ?? 0) !== open.readVersion;
  const newAfter = isMarked ? channel.readSeq : open.newAfter;
  const firstNew = useMemo(() => firstUnread(messages, { newAfter, from, self: userId }), [messages, newAfter]);
  const isStarting = start !== undefined || completeTo(timeline) === undefined;
  return { messages, names, from: isFar ? undefined : from, isExcerpt: excerpt !== undefined, isStarting, firstNew };
}
