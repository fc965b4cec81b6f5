// What a message has become: the entries that edit it, take it back and react to it, worked into it one by one.
import type { Deletion, Edit, Entry, Message, Reaction, Reactions } from './entry.ts';

/** An entry about a message. */
export type Change = Edit | Deletion | Reaction;

/** Whether an entry is about a message that was said before. */
export function isChange(entry: Entry): entry is Change {
  return entry.kind === 'edit' || entry.kind === 'deletion' || entry.kind === 'reaction';
}

/** Different emoji that one message can have, and people for each. They keep an entry far below DynamoDB's 400 kB. */
export const EMOJI_MAX = 20;
export const REACTIONS_MAX = 100;

/** The newest seq that is worked into a message. */
export function changedSeqOf(message: Message): number {
  return message.changedSeq ?? message.seq;
}

/** Works one entry into the message it is about. What is in it already, or is about another message, changes nothing. */
export function applyChange(message: Message, entry: Change): Message {
  if (entry.target !== message.seq || entry.seq <= changedSeqOf(message)) return message;
  const next: Message = { ...message, changedSeq: entry.seq };
  if (message.deleted) return next;
  const { reactions, edited, ...bare } = next;
  switch (entry.kind) {
    case 'edit':
      return { ...next, message: entry.message, edited: true };
    case 'deletion':
      // That it was edited goes too: whoever was away is not told of edits whose words are gone.
      return { ...bare, message: '', deleted: true };
    case 'reaction': {
      const now = reacted(reactions ?? [], entry);
      return { ...bare, ...(edited && { edited }), ...(now.length > 0 && { reactions: now }) };
    }
  }
}

function reacted(reactions: readonly Reactions[], { emoji, userId, on }: Reaction): Reactions[] {
  const known = reactions.some((one) => one.emoji === emoji) ? reactions : [...reactions, { emoji, userIds: [] }];
  return known
    .map((one) => (one.emoji === emoji ? { emoji, userIds: userIds(one.userIds, userId, on) } : one))
    .filter((one) => one.userIds.length > 0);
}

// Whoever reacts twice in the same way keeps the first place.
function userIds(before: readonly string[], userId: string, on: boolean): string[] {
  if (on && before.includes(userId)) return [...before];
  const others = before.filter((other) => other !== userId);
  return on ? [...others, userId] : others;
}
