// English texts of dialogs and screens about channels and users, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime, number, plural } = formatsOf('en');

export const copied = 'Copied';
export const copy = 'Copy';
export const join = 'Join';
export const notNow = 'Not now';
export const report = 'Report';
export const revoke = 'Revoke';
export const saved = 'Saved';
export const saving = 'Saving…';
export const displayName = 'Display name';
export const usernameHelp = (username: string) =>
  `People mention you as @${username}, even if you change your display name.`;
export const picture = 'Picture';
export const uploadPhoto = 'Upload photo…';
export const orEmoji = 'or use an emoji';
export const removePicture = 'Remove picture';
export const notAnImage = 'This file isn’t an image that your browser can open.';
export const memberCount = (count: number) => plural(count, { one: '1 member', other: `${number(count)} members` });
export const channelNotFound = (name: string) => `There is no channel called “${name}” that you can open.`;
export const noLongerAccessible = 'You no longer have access to this channel.';
export const notAMember =
  'You can’t open this channel: you aren’t a member of it, or it no longer exists. A member can add you.';
export const unsentMessages = 'Unsent messages';
export const allChannelsJoined = 'You’ve joined every public channel.';
export const joinChannel = (heading: string) => `Join ${heading}`;
export const leaveChannel = 'Leave channel';
export const askLeaveChannel = 'Leave channel…';
export const closeConversation = 'Close conversation';
export const askCloseConversation = 'Close conversation…';
export const returnsWithMessage =
  'It comes back with the next message. Nothing is deleted, and the others are not notified.';
export const rejoinByInvitation = 'You’ll need a new invitation to rejoin.';
export const rejoinAnytime = 'You can rejoin at any time.';
export const recipients = 'To';
export const searchPeople = 'Search people';
export const people = 'People';
export const about = 'About';
export const channelKinds = {
  public: 'Public channel: anyone can find and join it.',
  private: 'Private channel: only invited people can join and read it.',
  direct: 'Direct messages: only these people can read them.',
};
export const noTopic = 'No topic yet.';
export const messageUser = 'Message';
export const mentionUser = 'Mention';
export const noSuchUser = 'No one has this username.';
export const addPeople = 'Add people';
export const add = 'Add';
export const noPeopleFound = 'No one found. People appear here after their first sign-in.';
export const startChat = 'Start chat';
export const settings = 'Settings';
export const topic = 'Topic';
export const slowMode = 'Slow mode';
export const slowModeOff = 'Off';
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
export const signInToJoin = 'Sign in to join.';
export const loadingInvitation = 'Loading invitation…';
/** The name is an element of its own, as it may be written in another direction. */
export const invitedBy = <Element>(name: Element): readonly (Element | string)[] => [name, ' invites you to'];

export const status = 'Status';
export const statusEmoji = 'Emoji of your status';
export const statusText = 'What you are doing';
export const statusPlaceholder = 'What’s your status?';
export const statusEnds = 'Clear after';
export const statusNeverEnds = 'Don’t clear';
export const statusEndsIn = (minutes: number) =>
  minutes < 60
    ? plural(minutes, { one: '1 minute', other: `${number(minutes)} minutes` })
    : plural(minutes / 60, { one: '1 hour', other: `${number(minutes / 60)} hours` });
export const statusUntil = (at: string) => `until ${dateTime(at)}`;
export const clearStatus = 'Clear status';
export const switcherTitle = 'Switch channel';
export const switcherLabel = 'Find a channel or person';
export const startConversation = 'Start a conversation';
export const nothingFound = 'Nothing found.';
export const addFavourite = 'Add to favourites';
export const removeFavourite = 'Remove from favourites';
export const unmuteChannel = 'Unmute channel';
export const muteChannel = 'Mute channel: count only mentions';
export const markChannelRead = 'Mark as read';

export const keyAlt = 'Alt';
export const keyControl = 'Ctrl';
export const keyEnter = 'Enter';
export const keyEscape = 'Esc';
export const keyShift = 'Shift';
export const keyboardShortcuts = 'Keyboard shortcuts';
export const shortcutSend = 'Send the message';
export const shortcutLineBreak = 'Continue a list, or insert a line break';
export const shortcutEditLast = 'Edit your last message, in an empty field';
export const shortcutSwitcher = 'Switch to another channel';
export const shortcutPreviousChannel = 'Previous channel';
export const shortcutNextChannel = 'Next channel';
export const shortcutMarkRead = 'Mark the channel as read';
export const shortcutMarkAllRead = 'Mark all channels as read';
export const shortcutShortcuts = 'Show keyboard shortcuts';

export const channelName = 'Channel name';
export const channelNameMissing = 'Enter a channel name.';
export const channelAddress = (name: string) => `Address: #${name}`;
export const channelNameExample = 'e.g. design';
export const privateChannel = 'Private – invite only';
export const create = 'Create';
export const deleteFromMenu = 'Delete';
export const messageActions = 'Message actions';
export const askReport = 'Report…';
export const askBan = (username: string) => `Ban ${username}…`;
export const banQuestion = (username: string) => `Ban ${username} from this channel?`;
export const blockUser = (username: string) => `Block ${username}`;
export const unblockUser = (username: string) => `Unblock ${username}`;
export const markUnread = 'Mark as unread';
export const ban = 'Ban';

export const mentionSuggestions = 'People to mention';
export const channelSuggestions = 'Channels';
export const suggestionCount = (count: number) =>
  plural(count, { one: '1 suggestion', other: `${number(count)} suggestions` });
