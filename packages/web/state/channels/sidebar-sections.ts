// The sidebar's sections: favourites, channels and direct messages, in the order that the user has chosen.
import { type Channel, unreadCount } from '@parley/chat';

/** A channel in the sidebar. `unread` is 0 in a muted channel, where only mentions are counted. */
export type SidebarChannel = { channel: Channel; title: string; unread: number; mentions: number; muted: boolean };

/** The sections, in the order of the sidebar. */
export type SectionId = 'favourites' | 'channels' | 'direct';

/** What the sections are made of. `mentions` are the unread mentions of a channel, and `order` is the order within a section. */
export type SidebarContent = {
  channels: readonly Channel[];
  titleOf: (channel: Channel) => string;
  mentions: (name: string) => number;
  isFavourite: (name: string) => boolean;
  isMuted: (name: string) => boolean;
  order: 'unread' | 'name';
  language: string;
};

/** Sorts the channels into sections. */
export function sectionsOf(content: SidebarContent): Record<SectionId, readonly SidebarChannel[]> {
  const { compare } = new Intl.Collator(content.language, { numeric: true, sensitivity: 'base' });
  const listed = content.channels.map((channel) => sidebarChannel(channel, content));
  const rank = (one: SidebarChannel) => Number(content.order === 'unread' && isUnread(one));
  listed.sort((a, b) => rank(b) - rank(a) || compare(a.title, b.title));
  const {
    favourites = [],
    channels = [],
    direct = [],
  } = Object.groupBy(listed, ({ channel: { name, kind } }) =>
    content.isFavourite(name) ? 'favourites' : kind === 'direct' ? 'direct' : 'channels',
  );
  return { favourites, channels, direct };
}

/** Whether a channel has something that the user wants to know of. */
export function isUnread({ unread, mentions }: Pick<SidebarChannel, 'unread' | 'mentions'>): boolean {
  return unread > 0 || mentions > 0;
}

/** The number of messages that the user wants to know of in a channel. */
export function countedMessages(channel: Channel, mentions: number, muted: boolean): number {
  return muted ? mentions : Math.max(unreadCount(channel), mentions);
}

function sidebarChannel(channel: Channel, { titleOf, mentions, isMuted }: SidebarContent): SidebarChannel {
  const muted = isMuted(channel.name);
  const count = unreadCount(channel);
  // The server has not counted yet which of the mentions are read.
  const mentioned = count > 0 ? Math.min(mentions(channel.name), count) : mentions(channel.name);
  return { channel, title: titleOf(channel), unread: muted ? 0 : count, mentions: mentioned, muted };
}
