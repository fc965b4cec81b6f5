// German texts of replies, threads and the message field, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { number, plural } = formatsOf('de');

export const thread = 'Thread';
export const threads = 'Threads';
export const threadIn = (heading: string) => `Thread in ${heading}`;
export const replyInThread = 'Im Thread antworten';
export const repliedInThread = 'Antwort in einem Thread';
export const replyWithQuote = 'Mit Zitat antworten';
export const replyPlaceholder = 'Antworten';
export const editingMessage = 'Nachricht bearbeiten';
export const editingMessageWithKeys = 'Nachricht bearbeiten · Eingabetaste speichert, Esc bricht ab';
export const replyingTo = (name: string, text: string) => `Antwort an ${name}: ${text}`;
export const goToQuoted = 'Zur zitierten Nachricht:';
export const quoteUnavailable = 'Die zitierte Nachricht ist nicht verfügbar.';
export const replies = (count: number) => plural(count, { one: '1 Antwort', other: `${number(count)} Antworten` });
export const newReplies = (count: number) => `${number(count)} neu`;
export const lastReply = (at: string) => `zuletzt ${at}`;
export const moreReplies = (count: number) =>
  plural(count, { one: '1 weitere Antwort laden', other: `${number(count)} weitere Antworten laden` });
export const alsoSendTo = (heading: string) => `Auch an ${heading} senden`;
export const followThread = 'Diesem Thread folgen';
export const unfollowThread = 'Diesem Thread nicht mehr folgen';
export const unreadThreads = (count: number) =>
  plural(count, { one: '1 Thread mit neuen Antworten', other: `${number(count)} Threads mit neuen Antworten` });
export const noThreads =
  'Hier stehen Threads, in denen du antwortest oder erwähnt wirst, und Antworten auf deine Nachrichten.';
