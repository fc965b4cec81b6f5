// The channels of the user with the titles by which a search names them.
import { titleOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import type { NamedChannel } from '../../state/search/query-text.ts';
import { useDisplayName } from '../users/user-view.tsx';

/** The channels, in the order of the list. */
export function useNamedChannels(chat: Chat): NamedChannel[] {
  const nameOf = useDisplayName();
  return chat.channels.list.value.map((channel) => ({
    name: channel.name,
    title: titleOf(channel, chat.user.userId, nameOf),
  }));
}
