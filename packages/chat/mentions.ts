// Who is called by name in a message.

/** People beyond this many in one message are not told: a message that calls everybody calls nobody. */
export const MENTIONS_MAX = 20;

/** The longest name that somebody can have: Amazon Cognito, API reference, AdminCreateUser. */
const NAME_MAX = 128;

/** `@name` after a beginning or a character that no name has; an address like ann@example.com calls nobody. */
const MENTION = /(?<![\p{L}\p{M}\p{N}_.@-])@([\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{M}\p{N}_])?)/gu;

/** One call by name: the name as names are compared (lower case, as in the user pool), and where it stands. */
export type Mention = { name: string; from: number; to: number };

/** Every call by name in a text, in the order of the text. */
export function findMentions(text: string): Mention[] {
  return [...text.matchAll(MENTION)]
    .filter(([, name = '']) => name.length <= NAME_MAX)
    .map((match) => ({ name: normalizeName(match[1] ?? ''), from: match.index, to: match.index + match[0].length }));
}

/** The names that a message calls, each once, at most `MENTIONS_MAX`. */
export function mentionedNames(text: string): string[] {
  return [...new Set(findMentions(text).map(({ name }) => name))].slice(0, MENTIONS_MAX);
}

/** A username as mentions compare it: in the user pool Ann and ann are one person. */
export function normalizeName(username: string): string {
  return username.normalize('NFC').toLowerCase();
}
