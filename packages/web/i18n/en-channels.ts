// English texts of the sidebar, and of channels: finding, creating, joining, inviting, settings.
import { dateTime, every, number, plural } from './en-formats.ts';

export const sidebarLabel = 'Channels and account';
export const closeSidebar = 'Close channel list';
export const openSidebar = 'Channels';
export const openSidebarWithUnread = 'Channels, some with unread messages';
export const channels = 'Channels';
export const favourites = 'Favourites';
export const directMessages = 'Direct messages';
export const newChannel = 'New channel';
export const browseChannels = 'Browse channels';
export const newDirectMessage = 'New direct message';
export const privateAfterName = ', private';
export const archivedAfterName = ', archived';
export const mutedAfterName = ', muted';
export const channelMenu = 'Channel options';
export const switcherButton = 'Jump to…';
export const markAllRead = 'Mark all as read';
export const unreadCount = (count: number) => `${number(count)} unread`;
export const mentionCount = (count: number) => plural(count, { one: '1 mention', other: `${number(count)} mentions` });
export const yourself = 'Yourself';

export const channelDetails = 'Channel details';
export const channelDetailsWithReports = (reports: number) =>
  `Channel details, ${plural(reports, { one: '1 report', other: `${number(reports)} reports` })}`;
export const loading = 'Loading…';
export const channelArchived = 'This channel is archived. Messages can be read, but not sent.';
export const youAreMutedUntil = (at: string) => `You’re muted here until ${dateTime(at)}.`;
export const cannotPost = 'You can’t send messages in this channel.';
export const slowModeNotice = (seconds: number) => `Slow mode: one message or edit ${every(seconds)}.`;
export const slowModeEvery = (seconds: number) => capitalized(every(seconds));

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
