// The public API of `chat`: messages, entries, channels, roles, routes, and their limits.
export {
  CHANNEL_NAME_MAX,
  type Channel,
  type ChannelChange,
  DEFAULT_CHANNELS,
  type JoinableChannel,
  type NewChannel,
  parseChannelChange,
  parseChannelName,
  parseNewChannel,
  SLOW_MODE_SECONDS_MAX,
  TITLE_MAX,
  TOPIC_MAX,
} from './channel.ts';
export { channelNameOf } from './channel-address.ts';
export {
  type ChannelAddedSignal,
  channelSegments,
  type Hint,
  type HintTopic,
  logPath,
  OWNERS_PATH,
  parseHint,
  parseReadCursorSignal,
  parseTypingSignal,
  type ReadCursorSignal,
  signalPath,
  type TypingSignal,
  userPath,
} from './channel-paths.ts';
export {
  CHANNEL_PREFERENCES_MAX,
  type ChannelPreferenceChange,
  type ChannelPreferences,
  NO_PREFERENCES,
  parseChannelPreferenceChange,
} from './channel-preferences.ts';
export { codeRanges, type FindCode, inlineCode, type TextRange } from './code-ranges.ts';
export {
  type Deletion,
  type Edit,
  type Entry,
  type EntryBase,
  isNoticeType,
  type Message,
  type Notice,
  type NoticeType,
  type Pin,
  type Placeholder,
  parseEntry,
  type Reaction,
  type Reactions,
} from './entry.ts';
export { encodePayload, parsePayload } from './entry-payload.ts';
export { API_ERROR_CODES, type ApiErrorCode } from './error-codes.ts';
export { ChatError, type ChatErrorCode } from './errors.ts';
export {
  EVERYONE,
  EVERYONE_BY_MEMBERS_MAX,
  EVERYONE_MAX,
  type Everyone,
  everyoneIn,
  hasEveryone,
  mayMentionEveryone,
} from './everyone.ts';
export { parseSingleLine } from './fields.ts';
export {
  type CompletedFile,
  FILE_KINDS,
  FILE_LINKS_MAX,
  FILE_PARTS_MAX,
  FILES_PAGE_MAX,
  type FileKind,
  type FileLink,
  type FileLinkList,
  type FileLinkVariant,
  type FileList,
  type FileParts,
  type FileUpload,
  fileKindOf,
  type ListedFile,
  type SignedUpload,
  type WantedLink,
} from './file-answers.ts';
export { type FileListQuery, parseFileListQuery, parseVariant, parseWantedLinks } from './file-queries.ts';
export {
  type FileReference,
  type FilesConfig,
  INLINE_TYPES,
  isInlineType,
  MESSAGE_FILES_MAX,
  PART_SIZE,
  referenceTo,
  SINGLE_UPLOAD_MAX,
} from './files.ts';
export { PAGE_DEFAULT, PAGE_MAX, type Page, type PageQuery, parsePageQuery } from './history-page.ts';
export {
  type LinkPreview,
  type LinkPreviews,
  MESSAGE_PREVIEWS_MAX,
  PREVIEW_LINKS_MAX,
  PREVIEW_URL_MAX,
  type PreviewOfLink,
  parsePreviewRequest,
} from './link-preview.ts';
export {
  type AuditRecord,
  BLOCKED_MAX,
  type BlockedUsers,
  CONVERSATIONS_MAX,
  DIRECT_MAX,
  effectiveRoleOf,
  INVITATION_HOURS_MAX,
  type Invitation,
  type InvitationDescription,
  type InvitationPreview,
  isMuted,
  isUserId,
  MEMBERS_MAX,
  MEMBERS_WITH_GUESTS_MAX,
  MEMBERSHIPS_MAX,
  type Member,
  type MemberChange,
  type Members,
  MUTE_MINUTES_MAX,
  type MutedUser,
  parseInvitationCode,
  parseMemberChange,
  parseNewInvitation,
  parseUserId,
  UNANSWERED_LISTED_MAX,
  USER_ID_PATTERN,
  type User,
} from './members.ts';
export { findMentions, MENTIONS_MAX, type Mention, mentionedNames } from './mentions.ts';
export { ID_PATTERN, MESSAGE_MAX, newId, parseId, parseMessage } from './message.ts';
export { applyChange, type Change, changedSeqOf, EMOJI_MAX, isChange, REACTIONS_MAX } from './message-changes.ts';
export { isInChannel, type MessageLinks, type NewLinks, REPLY_AUTHORS_MAX, type Replies } from './message-links.ts';
export { type MessageVersion, type MessageVersions, VERSIONS_MAX, versionSlot } from './message-versions.ts';
export {
  type NewDeletion,
  type NewEdit,
  type NewEntry,
  type NewMessage,
  type NewReaction,
  parseAfter,
  parseEmoji,
  parseNewEntry,
} from './new-entry.ts';
export {
  cleanFileName,
  FILE_NAME_MAX,
  isFileAllowed,
  type NewFile,
  PIXELS_MAX,
  parseFileId,
  parseNewFile,
  SIDE_MAX,
  THUMBNAIL_MAX,
  THUMBNAIL_TYPES,
  type ThumbnailType,
  UNKNOWN_TYPE,
} from './new-file.ts';
export {
  changedNotifications,
  isNotified,
  isQuiet,
  LISTENERS_MAX,
  NOTIFICATION_DEFAULTS,
  NOTIFICATION_LEVELS,
  NOTIFICATION_LEVELS_MAX,
  type NotificationChange,
  type NotificationLevel,
  type NotificationSettings,
  notificationLevel,
  parseNotificationChange,
  parseNotificationSettings,
  type QuietHours,
} from './notifications.ts';
export { parseDisplayName, parseProfile, parseProfileChange, parseProfilesQuery } from './parse-profile.ts';
export { parseStatus } from './parse-status.ts';
export { PICTURE_MAX, PICTURE_SIDE_MAX, parsePicture } from './picture.ts';
export { type NewPin, PINS_MAX, type PinMark, withPin } from './pins.ts';
export {
  AWAY_MS,
  ONLINE_MS,
  PRESENCE_USERS_MAX,
  type Presence,
  type PresenceAnswer,
  type PresenceQuery,
  parsePresenceChange,
  parsePresenceQuery,
  presenceAt,
} from './presence.ts';
export { DISPLAY_NAME_MAX, PROFILES_MAX, type Profile, type ProfileChange } from './profile.ts';
export {
  PUSH_DEVICE_DAYS,
  PUSH_DEVICES_MAX,
  PUSH_ENDPOINT_MAX,
  type PushSubscription,
  parseDeviceId,
  parsePushSubscription,
  type RegisteredDevice,
} from './push-subscription.ts';
export {
  type CursorPosition,
  isLaterCursor,
  parseReadCursor,
  parseReadCursors,
  parseUnreadMark,
} from './read-cursor.ts';
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
export { expiredEntry, expiryTime, isExpired, RETENTION_DAYS_MAX, type Retention } from './retention.ts';
export {
  type Action,
  type ChannelKind,
  type EffectiveRole,
  isPermitted,
  outranks,
  PERMISSIONS,
  parseRole,
  type Role,
} from './roles.ts';
export { ROUTE_DOCS, type RouteDoc } from './route-docs.ts';
export {
  parseRouteKey,
  ROUTE_NAMES,
  ROUTES,
  type Route,
  type RouteName,
  type RouteParameters,
  routeKey,
  routePath,
} from './routes.ts';
export { SAVED_MAX, SAVED_PAGE, type SavedMessage, type SavedMessages } from './saved.ts';
export {
  attachmentsOf,
  type MatchRange,
  matchMessage,
  wordsOfMessage,
} from './search-match.ts';
export {
  ATTACHMENT_KINDS,
  type AttachmentKind,
  isSearchable,
  parseSearchQuery,
  type QueryPart,
  queryParts,
  SEARCH_QUERY_MAX,
  SEARCH_TERMS_MAX,
  type SearchFilter,
  type SearchQuery,
  type SearchTerm,
} from './search-query.ts';
export {
  parseSearchOrder,
  SEARCH_ORDERS,
  SEARCH_PAGE_MAX,
  type SearchOrder,
  type SearchResults,
} from './search-results.ts';
export { foldWord, WORD_MAX, type Word, wordsOf } from './search-words.ts';
export { currentStatus, STATUS_MAX, type Status } from './status.ts';
export {
  type KnownChannel,
  type ListedChannel,
  type MissedEntries,
  parseSyncQuery,
  SYNC_CHANNELS_MAX,
  SYNC_ENTRIES_MAX,
  type Sync,
  type SyncQuery,
} from './sync.ts';
export { parseThreadFollow, parseThreadRead } from './thread-requests.ts';
export { parseThreadSignal, type ThreadSignal } from './thread-signal.ts';
export {
  applyReply,
  type FollowedThread,
  type FollowedThreads,
  THREAD_FOLLOWERS_MAX,
  THREAD_LISTED_DAYS,
  THREADS_LISTED_MAX,
  type ThreadPage,
  type ThreadState,
  unreadReplies,
} from './threads.ts';
export { unreadCount } from './unread-count.ts';
export { normalizeName, USERNAME_MAX, usernameFrom, usernameWithSuffix } from './username.ts';
export { hasControlCharacters, hasVisibleContent } from './visible-text.ts';
export { withoutMarks } from './without-marks.ts';
