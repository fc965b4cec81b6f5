// English texts of replies, threads and the message field, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { number, plural } = formatsOf('en');

export const thread = 'Thread';
export const threads = 'Threads';
export const threadIn = (heading: string) => `Thread in ${heading}`;
export const replyInThread = 'Reply in thread';
export const repliedInThread = 'Replied in thread';
export const replyWithQuote = 'Reply with quote';
export const replyPlaceholder = 'Reply';
export const editingMessage = 'Editing message';
export const editingMessageWithKeys = 'Editing message · Enter to save, Esc to cancel';
export const replyingTo = (name: string, text: string) => `Reply to ${name}: ${text}`;
export const goToQuoted = 'Go to the quoted message:';
export const quoteUnavailable = 'The quoted message is not available.';
export const replies = (count: number) => plural(count, { one: '1 reply', other: `${number(count)} replies` });
export const newReplies = (count: number) => `${number(count)} new`;
export const lastReply = (at: string) => `last ${at}`;
export const moreReplies = (count: number) =>
  plural(count, { one: 'Load 1 more reply', other: `Load ${number(count)} more replies` });
export const alsoSendTo = (heading: string) => `Also send to ${heading}`;
export const followThread = 'Follow this thread';
export const unfollowThread = 'Stop following this thread';
export const unreadThreads = (count: number) =>
  plural(count, { one: '1 thread with new replies', other: `${number(count)} threads with new replies` });
export const noThreads = 'Threads that you reply to, start or are mentioned in appear here.';
