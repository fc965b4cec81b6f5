// The images that a viewer shows one after the other: those of the open channel, or of a thread, of the messages that are loaded.
import { type FileReference, isInlineType, type Message } from '@parley/chat';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Chat } from '../../state/chat.ts';
import { kindOf } from '../../state/files/displayed-size.ts';
import { messagesOf } from '../../state/messages/rendered-messages.ts';

/** The messages of the thread around a message; without one, those of the channel. */
export const ThreadImagesContext = createContext<readonly Message[] | undefined>(undefined);

/** Oldest first, without those of deleted messages and of blocked users. */
export function useImages(chat: Chat): readonly FileReference[] {
  const blocked = chat.blocked.userIds.value;
  const inThread = useContext(ThreadImagesContext);
  const messages = inThread ?? messagesOf(chat.openChannel.value?.conversation.timeline.value.entries ?? []);
  return messages
    .filter(({ deleted, userId }) => !deleted && !blocked.has(userId))
    .flatMap(({ files = [] }) => files.filter((file) => kindOf(file) === 'image' && isInlineType(file.type)));
}
