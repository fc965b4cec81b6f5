// The door of `chat`: what people say, and its limits.

export {
  CHANNEL_NAME_MAX,
  type Channel,
  type ChannelChange,
  DEFAULT_CHANNELS,
  type NewChannel,
  type OtherChannel,
  parseChannelChange,
  parseChannelName,
  parseNewChannel,
  SLOW_SECONDS_MAX,
  TITLE_MAX,
  TOPIC_MAX,
  unread,
} from './channel.ts';
export {
  type Deletion,
  type Edit,
  type Entry,
  type EntryBase,
  encodeWire,
  type Message,
  type Notice,
  type NoticeOf,
  type Other,
  parseEntry,
  parseWire,
  type Reaction,
  type Reactions,
} from './entry.ts';
export { ChatError, type ChatErrorCode } from './errors.ts';
export {
  type AuditLine,
  BLOCKED_MAX,
  type Blocked,
  DIRECT_MAX,
  INVITE_HOURS_MAX,
  type Invitation,
  type Invite,
  isMuted,
  isSender,
  MEMBERS_MAX,
  type Member,
  type MemberChange,
  type Members,
  MUTE_MINUTES_MAX,
  parseInviteCode,
  parseLine,
  parseMemberChange,
  parseNewInvite,
  parseSender,
  type Someone,
  standingOf,
} from './members.ts';
export { MENTIONS_MAX, type Mention, mentionedIn, mentionName, mentionsIn } from './mentions.ts';
export { ID_PATTERN, MESSAGE_MAX, newId, parseId, parseMessage } from './message.ts';
export {
  type NewDeletion,
  type NewEdit,
  type NewEntry,
  type NewMessage,
  type NewReaction,
  parseEmoji,
  parseNewEntry,
} from './new-entry.ts';
export { PAGE_DEFAULT, PAGE_MAX, type Page, type PageQuery, parsePageQuery } from './page.ts';
export {
  type ComeSignal,
  channelSegments,
  logPath,
  parseReadSignal,
  parseSignal,
  personPath,
  type ReadSignal,
  type Signal,
  signalPath,
} from './paths.ts';
export { PICTURE_MAX, PICTURE_SIDE_MAX, parsePicture } from './picture.ts';
export {
  PERSON_NAME_MAX,
  PROFILES_MAX,
  type Profile,
  type ProfileChange,
  parsePersonName,
  parseProfile,
  parseProfileChange,
  parseProfilesQuery,
} from './profile.ts';
export {
  type NewReport,
  parseNewReport,
  parseSeq,
  REASON_MAX,
  REPORTERS_MAX,
  type Report,
  type Reported,
  type Reports,
} from './reports.ts';
export {
  type Action,
  type ChannelKind,
  MAY,
  may,
  outranks,
  parseRole,
  type Role,
  type Standing,
} from './roles.ts';
export { type Change, changed, changedAt, changesMessage, EMOJI_MAX, REACTIONS_MAX } from './state.ts';
export {
  type Missed,
  parseRead,
  parseSyncQuery,
  SYNC_CHANNELS_MAX,
  SYNC_ENTRIES_MAX,
  type Sync,
  type SyncQuery,
} from './sync.ts';
