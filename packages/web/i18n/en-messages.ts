// English texts about messages: reading, writing, sending and reacting.
import { list, number, plural } from './en-formats.ts';

export const timelineLabel = (heading: string) => `Messages in ${heading}`;
export const loadingMessages = 'Loading messages…';
export const loadingOlderMessages = 'Loading older messages…';
export const cannotLoadOlderMessages = (problem: string) => `Couldn’t load older messages: ${problem}`;
export const missingMessages = 'Some messages are missing. Loading them…';
export const newDivider = 'New';
export const newMessages = (count: number) =>
  plural(count, { one: '1 new message', other: `${number(count)} new messages` });
export const jumpToLatest = 'Jump to latest';
export const noMessagesYet = 'No messages yet. Say hello.';
export const beginningOf = (heading: string) => `This is the beginning of ${heading}.`;
export const typing = (names: readonly string[]) =>
  names.length > 3
    ? 'Several people are typing…'
    : plural(names.length, { one: `${list(names)} is typing…`, other: `${list(names)} are typing…` });

export const youBadge = 'you';
export const sent = 'Sent';
export const edited = 'edited';
export const editedAt = (at: string) => `Edited ${at}`;
export const editMessage = 'Edit message';
export const beingEdited = 'Editing';
export const messageDeleted = 'This message was deleted.';
export const messageExpired = 'This message has expired.';
export const olderExpired = 'Older messages have expired.';
export const messageFromBlockedUser = 'Message from a blocked user.';
export const ownMessageActions = 'More actions for your message';
export const messageActionsFor = (username: string) => `More actions for ${username}’s message`;
export const reactWith = (emoji: string) => `${emoji} React with ${EMOJI_NAMES[emoji] ?? emoji}`;
export const reactions = 'Reactions';
export const reactedWith = (emoji: string, names: readonly string[], others: number) =>
  `${list([...names, ...othersAfter(names, others)])} reacted with ${emoji}`;
export const reactionLabel = (emoji: string, count: number, who: string, own: boolean) =>
  `${emoji} ${number(count)}: ${who}. ${own ? 'Remove your reaction' : 'Add your reaction'}`;

export const composerLabel = (heading: string) => `Message to ${heading}`;
export const composerPlaceholder = (heading: string) => `Message ${heading}`;
export const emoji = 'Insert emoji';
export const sendsIn = (seconds: number) => `Send in ${number(seconds)} s`;
export const charactersLeft = (count: number) =>
  count < 0
    ? plural(-count, { one: '1 character too many', other: `${number(-count)} characters too many` })
    : plural(count, { one: '1 character left', other: `${number(count)} characters left` });

export const sending = 'Sending…';
export const outboxFull = (count: number) =>
  `${number(count)} messages are waiting to be sent. Wait until some of them are sent, or discard some.`;

const EMOJI_NAMES: Readonly<Record<string, string>> = {
  '👍': 'thumbs up',
  '❤️': 'heart',
  '😂': 'laughing',
  '🎉': 'party',
  '😮': 'surprised',
  '😢': 'sad',
  '✅': 'check mark',
  '👀': 'eyes',
};

function othersAfter(names: readonly string[], others: number): string[] {
  if (others === 0) return [];
  if (names.length > 0) return [`${number(others)} more`];
  return [plural(others, { one: '1 person', other: `${number(others)} people` })];
}
