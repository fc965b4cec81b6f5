// The message that an edit, a deletion or a reaction is about: whether it may be changed, and what becomes of it.
import {
  type Action,
  applyChange,
  type Change,
  EMOJI_MAX,
  type Entry,
  type Message,
  type Other,
  REACTIONS_MAX,
} from '@parley/chat';
import { ApiError } from '../errors.ts';

/** The message of a change, or a refusal: it must be there, not be taken back, and be this person's to change or to delete. */
export function targetOf(change: Change, found: Entry | undefined, may: (action: Action) => boolean): Message {
  if (found?.kind !== 'message')
    throw new ApiError(404, 'no-message', `#${change.channel} has no message ${change.target}.`);
  const own = found.userId === change.userId && may('edit-own');
  if (change.kind !== 'reaction' && !own && !(change.kind === 'deletion' && may('delete-any')))
    throw new ApiError(403, 'not-yours', 'Only whoever said it can edit or delete a message.');
  if (found.deleted) throw new ApiError(409, 'deleted', 'The message is deleted; nothing of it can change any more.');
  return found;
}

/** The message with the change worked into it, or a refusal when it has no room for another reaction. */
export function workedIn(target: Message, change: Change): Message {
  const message = applyChange(target, change);
  if (change.kind !== 'reaction' || !change.on) return message;
  const { reactions = [] } = message;
  if (reactions.length > EMOJI_MAX)
    throw new ApiError(409, 'too-many-reactions', `A message has ${EMOJI_MAX} different reactions at most.`);
  if (reactions.some(({ userIds }) => userIds.length > REACTIONS_MAX))
    throw new ApiError(409, 'too-many-reactions', `${REACTIONS_MAX} people have reacted so; more are not counted.`);
  return message;
}

/** What is left of an edit whose words no longer stand: its place in the order. */
export function wordless({ channel, seq, id, timestamp, username, userId, count }: Entry): Other {
  return { channel, seq, id, timestamp, username, userId, count, kind: 'other' };
}
