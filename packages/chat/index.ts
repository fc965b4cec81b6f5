// The door of `chat`: what people say, and its limits.
export { ChatError, type ChatErrorCode } from './errors.ts';
export { CHANNEL_NAME_MAX, type Channel, DEFAULT_CHANNELS, parseChannelName } from './channel.ts';
export { type Entry, encodeWire, parseEntry, parseWire } from './entry.ts';
export { ID_PATTERN, MESSAGE_MAX, type NewMessage, newId, parseId, parseMessage, parseNewMessage } from './message.ts';
export { type Page, PAGE_DEFAULT, PAGE_MAX, type PageQuery, parsePageQuery } from './page.ts';
export { logPath, parseSignal, type Signal, signalPath } from './paths.ts';
