// The door of `chat`: what people say, and its limits.

export { CHANNEL_NAME_MAX, type Channel, DEFAULT_CHANNELS, parseChannelName, parseNewChannel } from './channel.ts';
export { type Entry, encodeWire, parseEntry, parseWire } from './entry.ts';
export { ChatError, type ChatErrorCode } from './errors.ts';
export { ID_PATTERN, MESSAGE_MAX, type NewMessage, newId, parseId, parseMessage, parseNewMessage } from './message.ts';
export { PAGE_DEFAULT, PAGE_MAX, type Page, type PageQuery, parsePageQuery } from './page.ts';
export { logPath, parseSignal, type Signal, signalPath } from './paths.ts';
