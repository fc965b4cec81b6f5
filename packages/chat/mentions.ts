// Mentions: @usernames in the text of a message.

/** The most users whom one message can mention; further mentions have no effect. */
export const MENTIONS_MAX = 20;

/** The longest username: Amazon Cognito, API reference, AdminCreateUser. */
const NAME_MAX = 128;

/** `@name` at the beginning or after a character that names do not contain; ann@example.com is not a mention. */
const MENTION = /(?<![\p{L}\p{M}\p{N}_.@-])@([\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{M}\p{N}_])?)/gu;

/** A mention: the normalized name, and its position in the text. */
export type Mention = { name: string; from: number; to: number };

/** Every mention in a text, in the order of the text. */
export function findMentions(text: string): Mention[] {
  return [...text.matchAll(MENTION)]
    .filter(([, name = '']) => name.length <= NAME_MAX)
    .map((match) => ({ name: normalizeName(match[1] ?? ''), from: match.index, to: match.index + match[0].length }));
}

/** The names that a message mentions, each once, at most `MENTIONS_MAX`. */
export function mentionedNames(text: string): string[] {
  return [...new Set(findMentions(text).map(({ name }) => name))].slice(0, MENTIONS_MAX);
}

/** A username in the form in which mentions are compared: in the user pool Ann and ann are the same user. */
export function normalizeName(username: string): string {
  // Normalization sorts combining marks, which takes quadratic time; a longer name cannot be mentioned.
  return (username.length > NAME_MAX ? username : username.normalize('NFC')).toLowerCase();
}
