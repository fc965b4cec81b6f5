// What a push contains: where the message is, who wrote it, and its text, if the user wants it in notifications.
import { createHash } from 'node:crypto';
import { isInChannel, type Message, type NotificationSettings, withoutMarks } from '@parley/chat';
import type { ChannelSettings } from '../db/channel-row.ts';

/** The content of a push, which the service worker displays. */
export type PushMessage = {
  channel: string;
  kind: ChannelSettings['kind'];
  title: string;
  seq: number;
  author: string;
  isMention: boolean;
  /** The root of the thread of a reply that is only there. */
  thread?: number;
  text?: string;
};

/** The longest text: notifications display a few lines, and a push has room for less than 4,096 bytes (RFC 8291, 4). */
const TEXT_MAX = 240;

/** How long a push service keeps a push for a browser that is not connected. */
export const PUSH_TTL_SECONDS = 86_400;

/** The content of a push about a message. Without `showText` the text does not leave the server. */
export function pushMessage(
  message: Message,
  { name, kind, title }: ChannelSettings,
  { isMention, showText }: { isMention: boolean } & Pick<NotificationSettings, 'showText'>,
): PushMessage {
  const { seq, username: author } = message;
  const { thread } = message;
  const place = { channel: name, kind, title, seq, ...(!isInChannel(message) && thread !== undefined && { thread }) };
  return { ...place, author, isMention, ...(showText && { text: shortened(textOf(message)) }) };
}

/** Of pushes with one topic a push service keeps the newest (RFC 8030, 5.4): at most 32 characters of base64url, and no name of a channel. */
export function topicOf(channel: string): string {
  return createHash('sha256').update(channel).digest('base64url').slice(0, 32);
}

function shortened(text: string): string {
  const line = withoutMarks(text).replace(/\s+/g, ' ').trim();
  if (line.length <= TEXT_MAX) return line;
  // Not half of a character.
  return `${line.slice(0, TEXT_MAX).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The text, or the names of the files, which are the same in every language. */
function textOf({ message, files = [] }: Message): string {
  return message !== '' || files.length === 0 ? message : `📎 ${files.map(({ name }) => name).join(', ')}`;
}
