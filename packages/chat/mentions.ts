// Mentions: @usernames in the text of a message.
import type { FindCode } from './code-ranges.ts';
import { normalizeName, USERNAME_MAX } from './username.ts';

/** The most users whom one message can mention; further mentions have no effect. */
export const MENTIONS_MAX = 20;

/** `@name` at the beginning or after a character that names do not contain; ann@example.com is not a mention. */
const MENTION = /(?<![\p{L}\p{M}\p{N}_.@-])@([\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{M}\p{N}_])?)/gu;

/** A mention: the normalized name, and its position in the text. */
export type Mention = { name: string; from: number; to: number };

/** Every mention in a text without code, in the order of the text. */
export function findMentions(text: string): Mention[] {
  return [...text.matchAll(MENTION)]
    .filter(([, name = '']) => name.length <= USERNAME_MAX)
    .map((match) => ({ name: normalizeName(match[1] ?? ''), from: match.index, to: match.index + match[0].length }));
}

/** The names that a message mentions, each once, at most `MENTIONS_MAX`. In code, which is found with `codeRanges`, is no mention. */
export function mentionedNames(text: string, findCode: FindCode): string[] {
  return [...new Set(outsideCode(text, findCode).map(({ name }) => name))].slice(0, MENTIONS_MAX);
}

/** Every mention outside of code. */
export function outsideCode(text: string, findCode: FindCode): Mention[] {
  const mentions = findMentions(text);
  if (mentions.length === 0 || !text.includes('`')) return mentions;
  const code = findCode(text);
  return mentions.filter((mention) => !code.some(({ from, to }) => from < mention.from && mention.from < to));
}
