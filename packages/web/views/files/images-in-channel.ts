// The images of the open channel, of the messages that are loaded.
import { type FileReference, isInlineType } from '@parley/chat';
import type { Chat } from '../../state/chat.ts';
import { kindOf } from '../../state/files/displayed-size.ts';
import { messagesOf } from '../../state/messages/rendered-messages.ts';

/** Oldest first, without those of deleted messages and of blocked users. */
export function imagesIn(chat: Chat): readonly FileReference[] {
  const blocked = chat.blocked.userIds.value;
  return messagesOf(chat.openChannel.value?.conversation.timeline.value.entries ?? [])
    .filter(({ deleted, userId }) => !deleted && !blocked.has(userId))
    .flatMap(({ files = [] }) => files.filter((file) => kindOf(file) === 'image' && isInlineType(file.type)));
}
