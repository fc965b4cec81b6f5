// What is in the panel beside the main column: the details of the open channel, or the search.
import type { Channel } from '@parley/chat';
import type { DetailsTab } from '../platform/address.ts';
import type { Chat } from '../state/chat.ts';
import { ChannelDetails } from './channels/channel-details.tsx';
import { SearchPanel } from './search/search-panel.tsx';

type PanelContentProps = { chat: Chat; channel: Channel; tab: DetailsTab | undefined; search: string | undefined };

/** The search, if the address has one. */
export function PanelContent({ chat, channel, tab = 'about', search }: PanelContentProps) {
  if (search !== undefined) return <SearchPanel chat={chat} channel={channel.name} text={search} />;
  return <ChannelDetails chat={chat} channel={channel} tab={tab} />;
}
