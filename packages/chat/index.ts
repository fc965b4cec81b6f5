// The door of `chat`: what people say, and its limits.

export {
  CHANNEL_NAME_MAX,
  type Channel,
  DEFAULT_CHANNELS,
  parseChannelName,
  parseNewChannel,
  unread,
} from './channel.ts';
export {
  type Deletion,
  type Edit,
  type Entry,
  type EntryBase,
  encodeWire,
  type Message,
  type Other,
  parseEntry,
  parseWire,
  type Reaction,
  type Reactions,
} from './entry.ts';
export { ChatError, type ChatErrorCode } from './errors.ts';
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
  logPath,
  parseReadSignal,
  parseSignal,
  personPath,
  type ReadSignal,
  type Signal,
  signalPath,
} from './paths.ts';
export { changed, changedAt, EMOJI_MAX, REACTIONS_MAX } from './state.ts';
export {
  type Missed,
  parseRead,
  parseSyncQuery,
  SYNC_CHANNELS_MAX,
  SYNC_ENTRIES_MAX,
  type Sync,
  type SyncQuery,
} from './sync.ts';
