// The messages as they are shown: each with everything that has happened to it since, and with what is on its way.
import {
  applyChange,
  type Entry,
  isChange,
  type Message,
  type NewDeletion,
  type NewEdit,
  type NewMessage,
  type NewReaction,
  type User,
} from '@parley/chat';
import type { Outgoing } from './timeline.ts';

/** A change of a message that was made here and is not in the log yet. */
export type Change = NewEdit | NewDeletion | NewReaction;

/** Whether something on its way is a message of its own. */
export function isSaid(outgoing: Outgoing): outgoing is Outgoing & NewMessage {
  return outgoing.kind === 'message';
}

/** Whether something on its way changes a message. */
export function isOutgoingChange(outgoing: Outgoing): outgoing is Outgoing & Change {
  return outgoing.kind !== 'message';
}

/** The messages among the entries, by seq, with the edits, deletions and reactions among the entries worked in. */
export function messagesOf(entries: readonly Entry[]): Message[] {
  const messages = new Map<number, Message>();
  for (const entry of entries) {
    if (entry.kind === 'message') messages.set(entry.seq, entry);
    else if (isChange(entry)) {
      const target = messages.get(entry.target);
      // A message that is not here is read later, as it stands then.
      if (target) messages.set(entry.target, applyChange(target, entry));
    }
  }
  return [...messages.values()];
}

/** Works in what its person has done and the log does not have yet, so that it shows at once. */
export function withChanges(messages: readonly Message[], changes: readonly Change[], userId: string): Message[] {
  if (changes.length === 0) return [...messages];
  return messages.map((message) =>
    changes.reduce((now, change, index) => {
      if (change.target !== message.seq) return now;
      // Newer than anything in the log, and in the order in which it was done.
      const seq = Number.MAX_SAFE_INTEGER - changes.length + index;
      return applyChange(now, { ...message, ...change, userId, seq });
    }, message),
  );
}

/** How the people of these entries are called, by sender: by the newest name that is known of each. */
export function namesOf(entries: readonly Entry[]): ReadonlyMap<string, string> {
  return new Map(entries.map(({ userId, username }) => [userId, username]));
}

/** Those of the people who reacted whom a reaction spells out: the first few whose names are known. */
export function namedAmong(userIds: readonly string[], names: ReadonlyMap<string, string>): User[] {
  const known = userIds.map((userId) => ({ userId, username: names.get(userId) ?? '' }));
  return known.filter(({ username }) => username !== '').slice(0, NAMED_MAX);
}

/** Names that a reaction spells out. */
const NAMED_MAX = 5;
