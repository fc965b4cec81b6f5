// Changes of messages: applies edits, deletions, reactions and pins to the message that they are about.
import type { Deletion, Edit, Entry, Message, Pin, Reaction, Reactions } from './entry.ts';
import { hasEveryone } from './everyone.ts';
import { withPin } from './pins.ts';

/** An entry that changes a message. */
export type Change = Edit | Deletion | Reaction | Pin;

/** Whether an entry changes an earlier message. */
export function isChange(entry: Entry): entry is Change {
  return entry.kind === 'edit' || entry.kind === 'deletion' || entry.kind === 'reaction' || entry.kind === 'pin';
}

/** The most different emoji of one message, and users of each. They keep an entry far below DynamoDB's 400 kB. */
export const EMOJI_MAX = 20;
export const REACTIONS_MAX = 100;

/** The seq of the newest change that is applied to a message, or of the message itself. */
export function changedSeqOf(message: Message): number {
  return message.changedSeq ?? message.seq;
}

/** Applies a change to its message. A change that is applied already, or is about another message, has no effect. */
export function applyChange(message: Message, entry: Change): Message {
  if (entry.target !== message.seq || entry.seq <= changedSeqOf(message)) return message;
  const next: Message = { ...message, changedSeq: entry.seq };
  if (message.deleted) return next;
  if (entry.kind === 'pin') return withPin(next, entry);
  const { reactions, edited, editedAt, everyone, strangers, files, ...bare } = next;
  switch (entry.kind) {
    case 'edit':
      // An edit can end a mention of everyone, and not make one. It is one also when the word is in code now.
      return {
        ...bare,
        ...(files && { files }),
        ...(reactions && { reactions }),
        ...(everyone && hasEveryone(entry.message, everyone, () => []) && { everyone }),
        ...(entry.strangers && { strangers: entry.strangers }),
        ...(entry.noPreviews && { noPreviews: true }),
        message: entry.message,
        // The removal of previews leaves the text as it is.
        ...(entry.noPreviews && entry.message === message.message
          ? { ...(edited && { edited }), ...(editedAt !== undefined && { editedAt }) }
          : { edited: true, editedAt: entry.timestamp }),
      };
    case 'deletion': {
      // The mark of an edit is removed, too: readers who were away do not learn of edits whose text is deleted.
      const { replyTo: _replyTo, noPreviews: _removed, pinned: _pinned, ...rest } = bare;
      return { ...rest, message: '', deleted: true };
    }
    case 'reaction': {
      const next = applyReaction(reactions ?? [], entry);
      return {
        ...bare,
        ...(files && { files }),
        ...(everyone && { everyone }),
        ...(strangers && { strangers }),
        ...(edited && { edited }),
        ...(editedAt !== undefined && { editedAt }),
        ...(next.length > 0 && { reactions: next }),
      };
    }
  }
}

function applyReaction(reactions: readonly Reactions[], { emoji, userId, on }: Reaction): Reactions[] {
  const known = reactions.some((one) => one.emoji === emoji) ? reactions : [...reactions, { emoji, userIds: [] }];
  return known
    .map((one) => (one.emoji === emoji ? { emoji, userIds: userIds(one.userIds, userId, on) } : one))
    .filter((one) => one.userIds.length > 0);
}

// A user who adds the same reaction twice keeps the first position.
function userIds(before: readonly string[], userId: string, on: boolean): string[] {
  if (on && before.includes(userId)) return [...before];
  const others = before.filter((other) => other !== userId);
  return on ? [...others, userId] : others;
}
