// Completion in the message field: which name or shortcode is being typed, and what it could become.
import { type Channel, EVERYONE, type Everyone, findMentions, type User } from '@parley/chat';
import { type Emoji, findEmoji, shortcodeFor } from '../../emoji/emoji-data.ts';
import { ranked, type Searchable } from '../fuzzy-search.ts';

/** The most suggestions that are listed. */
export const SUGGESTIONS_MAX = 8;

/** The beginning of a mention, of a channel's name or of an emoji: the sign with its position in the text, and what follows it. */
export type Beginning = { sign: '@' | '#' | ':'; from: number; query: string };

/** A suggestion: `insertion` replaces what was typed, and `hint` is displayed after the label. */
export type Suggestion = Searchable & { key: string; insertion: string };

// A sign begins a name only after a character that names do not contain: not in ann@example.com or example.com/#part.
const BEGINNING = /(?<![\p{L}\p{M}\p{N}_.@#/&-])([@#])([\p{L}\p{M}\p{N}_.-]*)$/u;

// Not in 10:30, nor in :) and :D. A second colon ends a shortcode.
const SHORTCODE = /(?<![\p{L}\p{M}\p{N}_:/])(:)([\p{L}\p{N}+-][\p{L}\p{M}\p{N}_+-]+:?)$/u;

/** What is being typed at a position of a text; undefined if it is neither a mention, a channel nor an emoji. */
export function beginningAt(text: string, position: number): Beginning | undefined {
  const typed = text.slice(0, position);
  const [match, sign, query] = BEGINNING.exec(typed) ?? SHORTCODE.exec(typed) ?? [];
  if (match === undefined || query === undefined || (sign !== '@' && sign !== '#' && sign !== ':')) return undefined;
  return { sign, from: position - match.length, query };
}

/** The users whom a query may mention: members first, then others, found by display name and username. */
export function userSuggestions(
  members: readonly User[],
  others: readonly User[],
  { query, nameOf }: { query: string; nameOf: (user: User) => string },
): Suggestion[] {
  const suggestionOf = (user: User): Suggestion => {
    const handle = `@${user.username}`;
    const label = nameOf(user);
    return { key: user.userId, label, hint: label === user.username ? '' : handle, insertion: handle };
  };
  const known = new Set(members.map(({ userId }) => userId));
  return [
    ...ranked(members.map(suggestionOf), query),
    // The server has found them by the query.
    ...others.filter(({ userId }) => !known.has(userId)).map(suggestionOf),
  ]
    .filter(({ insertion }) => findMentions(insertion)[0]?.to === insertion.length)
    .slice(0, SUGGESTIONS_MAX);
}

/** The words that mention everyone, with what each means. */
export function everyoneSuggestions(hints: Readonly<Record<Everyone, string>>, query: string): Suggestion[] {
  const words = EVERYONE.map((one) => ({ key: one, label: `@${one}`, hint: hints[one], insertion: `@${one}` }));
  return ranked(words, query);
}

/** The channels that a query may name. The names of private channels are not readable, and their titles are not for all readers. */
export function channelSuggestions(channels: readonly Channel[], query: string): Suggestion[] {
  const named = channels
    .filter(({ kind }) => kind === 'public')
    .map(({ name, title }) => ({ key: name, label: `#${name}`, hint: title ?? '', insertion: `#${name}` }));
  return ranked(named, query).slice(0, SUGGESTIONS_MAX);
}

/** The emoji that a query may name. After the second colon it is the one with exactly this shortcode. */
export function emojiSuggestions(emoji: readonly Emoji[], query: string): Suggestion[] {
  const code = query.replace(/:$/, '').toLowerCase();
  const found = findEmoji(emoji, code, SUGGESTIONS_MAX);
  return (query.endsWith(':') ? found.filter(({ shortcodes }) => shortcodes.includes(code)) : found).map((one) => ({
    key: one.emoji,
    label: `${one.emoji} :${shortcodeFor(one, code)}:`,
    hint: one.name,
    insertion: one.emoji,
  }));
}
