// English texts of the sidebar, and of channels: finding, creating, joining, inviting, settings.
import { dateTime, every, number, plural } from './en-formats.ts';

export const sidebarLabel = 'Channels and account';
export const closeSidebar = 'Close channel list';
export const openSidebar = 'Channels';
export const openSidebarWithUnread = 'Channels, some with unread messages';
export const channels = 'Channels';
export const directMessages = 'Direct messages';
export const newChannel = 'New channel';
export const browseChannels = 'Browse channels';
export const newDirectMessage = 'New direct message';
export const privateAfterName = ', private';
export const archivedAfterName = ', archived';
export const unreadCount = (count: number) => `${number(count)} unread`;
export const mentionCount = (count: number) => plural(count, { one: '1 mention', other: `${number(count)} mentions` });
export const yourself = 'Yourself';

export const memberCount = (count: number) => plural(count, { one: '1 member', other: `${number(count)} members` });
export const channelDetails = 'Members and settings';
export const channelDetailsWithReports = (reports: number) =>
  `Members and settings, ${plural(reports, { one: '1 report', other: `${number(reports)} reports` })}`;
export const channelNotFound = (name: string) => `There is no channel called “${name}” that you can open.`;
export const noLongerAccessible = 'You no longer have access to this channel.';
export const unsentMessages = 'Unsent messages';
export const allChannelsJoined = 'You’ve joined every public channel.';
export const joinChannel = (heading: string) => `Join ${heading}`;
export const loading = 'Loading…';
export const channelName = 'Channel name';
export const channelNameMissing = 'Enter a channel name.';
export const channelAddress = (name: string) => `Address: #${name}`;
export const channelNameExample = 'e.g. design';
export const privateChannel = 'Private – invite only';
export const leaveChannel = 'Leave channel';
export const askLeaveChannel = 'Leave channel…';
export const closeConversation = 'Close conversation';
export const askCloseConversation = 'Close conversation…';
export const returnsWithMessage =
  'It comes back with the next message. Nothing is deleted, and the others are not notified.';
export const rejoinByInvitation = 'You’ll need a new invitation to rejoin.';
export const rejoinAnytime = 'You can rejoin at any time.';
export const removedFromChannel = (title: string) => `You were removed from “${title}”.`;
export const channelArchived = 'This channel is archived. Messages can be read, but not sent.';
export const youAreMutedUntil = (at: string) => `You’re muted here until ${dateTime(at)}.`;
export const cannotPost = 'You can’t send messages in this channel.';
export const slowModeNotice = (seconds: number) => `Slow mode: one message or edit ${every(seconds)}.`;

export const recipients = 'To';
export const searchPeople = 'Search people';
export const people = 'People';
export const noPeopleFound = 'No one found. People appear here after their first sign-in.';
export const startChat = 'Start chat';

export const settings = 'Settings';
export const topic = 'Topic';
export const slowMode = 'Slow mode';
export const slowModeOff = 'Off';
export const slowModeEvery = (seconds: number) => capitalized(every(seconds));
export const archiveChannel = 'Archive channel';
export const unarchiveChannel = 'Unarchive channel';

export const invitationLinks = 'Invitation links';
export const expiresAfter = 'Expires after';
export const invitationLifetime = (hours: number) =>
  hours % 24 === 0
    ? plural(hours / 24, { one: '1 day', other: `${number(hours / 24)} days` })
    : plural(hours, { one: '1 hour', other: `${number(hours)} hours` });
export const createLink = 'Create link';
export const invitationLink = 'Invitation link';
export const invitationsAfterRemoval = 'Removing or banning someone revokes all links.';
export const invitationBy = (username: string) => `, by ${username}`;
export const expiresAt = (at: string) => `Expires ${dateTime(at)}`;
export const loadingInvitation = 'Loading invitation…';
/** The name is an element of its own, as it may be written in another direction. */
export const invitedBy = <Element>(name: Element): readonly (Element | string)[] => [name, ' invites you to'];

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
