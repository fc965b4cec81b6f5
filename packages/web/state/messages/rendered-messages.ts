// The messages as they are rendered: each with its edits, deletions and reactions, and with the changes in the outbox.
import {
  applyChange,
  applyReply,
  type Entry,
  isChange,
  isInChannel,
  type Message,
  type NewDeletion,
  type NewEdit,
  type NewMessage,
  type NewReaction,
  type User,
} from '@parley/chat';
import type { Outgoing } from './timeline.ts';

/** A change of a message that is in the outbox. */
export type Change = NewEdit | NewDeletion | NewReaction;

/** Whether an outgoing entry is a message that is displayed in the channel. */
export function isOutgoingMessage(outgoing: Outgoing): outgoing is Outgoing & NewMessage {
  return outgoing.kind === 'message' && isInChannel(outgoing);
}

/** Whether an outgoing entry changes a message. */
export function isOutgoingChange(outgoing: Outgoing): outgoing is Outgoing & Change {
  return outgoing.kind !== 'message';
}

/**
 * The messages among the entries that are displayed in the channel, without what has expired, or those of one thread and its root, by seq, with the edits, deletions,
 * reactions and replies among the entries applied.
 */
export function messagesOf(entries: readonly Entry[], thread?: number): Message[] {
  const messages = new Map<number, Message>();
  for (const entry of entries) {
    if (entry.kind === 'message') {
      messages.set(entry.seq, entry);
      const root = messages.get(entry.thread ?? 0);
      if (root) messages.set(root.seq, applyReply(root, entry));
    } else if (isChange(entry)) {
      const target = messages.get(entry.target);
      // A message that is not loaded yet will be loaded with its changes applied.
      if (target) messages.set(entry.target, applyChange(target, entry));
    }
  }
  const isShown = (one: Message) =>
    one.seq === thread || (!one.expired && (thread === undefined ? isInChannel(one) : one.thread === thread));
  return [...messages.values()].filter(isShown);
}

/** Applies the user's changes that are not in the log yet, so that they are displayed at once. */
export function withPendingChanges(
  messages: readonly Message[],
  changes: readonly Change[],
  userId: string,
): Message[] {
  if (changes.length === 0) return [...messages];
  return messages.map((message) =>
    changes.reduce((now, change, index) => {
      if (change.target !== message.seq) return now;
      // Newer than everything in the log, and in the order of the changes.
      const seq = Number.MAX_SAFE_INTEGER - changes.length + index;
      // The server sets the time.
      return applyChange(now, { ...message, ...change, userId, seq, timestamp: '' });
    }, message),
  );
}

/** The usernames of the authors of these entries, by user id: the newest that is known of each. */
export function namesOf(entries: readonly Entry[]): ReadonlyMap<string, string> {
  return new Map(entries.map(({ userId, username }) => [userId, username]));
}

/** The users whom a reaction names: the first few of those who reacted whose names are known. */
export function knownAmong(userIds: readonly string[], names: ReadonlyMap<string, string>): User[] {
  const known = userIds.map((userId) => ({ userId, username: names.get(userId) ?? '' }));
  return known.filter(({ username }) => username !== '').slice(0, NAMED_MAX);
}

/** The maximum number of names that a reaction lists. */
const NAMED_MAX = 5;
