// Emoji: their names in the reader's language, their shortcodes, and the search by both.

/** An emoji. `name` and `words` are in the reader's language; shortcodes, as in `:tada:`, are the same in all languages. */
export type Emoji = {
  emoji: string;
  /** The index of its group in Unicode's order, which is that of `t.emojiGroups`; 2 is that of components. */
  group: number;
  name: string;
  words: readonly string[];
  shortcodes: readonly string[];
  /** Whether it has variants for skin tones. */
  hasSkins: boolean;
};

/** Reads the files that generate.ts writes: the nth line of the names is about the nth emoji of the list. */
export function parseEmojiData(list: string, names: string): Emoji[] {
  const named = linesOf(names);
  return linesOf(list).map((line, index) => {
    const [group = '', emoji = '', skins, shortcodes = ''] = line.split('\t');
    const [name = '', words = ''] = (named[index] ?? '').split('\t');
    return {
      emoji,
      group: Number(group),
      name,
      words: words === '' ? [] : words.split('|'),
      shortcodes: shortcodes.split(' '),
      hasSkins: skins === '1',
    };
  });
}

/** The emoji with a shortcode. */
export function withShortcode(emoji: readonly Emoji[], shortcode: string): Emoji | undefined {
  return emoji.find(({ shortcodes }) => shortcodes.includes(shortcode));
}

/**
 * The emoji that are found by the beginning of a shortcode or of a word of their names, the best first: a whole shortcode, the
 * beginning of one, of the name, and of another word.
 */
export function findEmoji(emoji: readonly Emoji[], query: string, most: number): Emoji[] {
  const wanted = query.toLowerCase();
  const ranks: Emoji[][] = [[], [], [], []];
  for (const one of emoji) ranks[rankOf(one, wanted)]?.push(one);
  return ranks.flat().slice(0, most);
}

/** The shortcode that a query begins, or the first. */
export function shortcodeFor({ shortcodes }: Emoji, query: string): string {
  return shortcodes.find((code) => code.startsWith(query.toLowerCase())) ?? shortcodes[0] ?? '';
}

/** The tones of skin, by the names that frimousse gives them (Unicode, UTS #51, 2.4). */
export const SKIN_TONES = {
  light: '\u{1F3FB}',
  'medium-light': '\u{1F3FC}',
  medium: '\u{1F3FD}',
  'medium-dark': '\u{1F3FE}',
  dark: '\u{1F3FF}',
} as const;

/** An emoji with a tone of skin for each person in it. Two who shake hands have one handshake, which has no tone of its own. */
export function withSkinTone(emoji: string, tone: string): string {
  const people = emoji.split(JOINER);
  return people
    .map((part) =>
      people.length > 1 && part === HANDSHAKE ? part : part.replace(/(\p{Emoji_Modifier_Base})\uFE0F?/gu, `$1${tone}`),
    )
    .join(JOINER);
}

const JOINER = '\u200D';
const HANDSHAKE = '🤝';

function rankOf({ name, words, shortcodes }: Emoji, query: string): number {
  if (shortcodes.includes(query)) return 0;
  if (shortcodes.some((code) => code.startsWith(query))) return 1;
  if (name.toLowerCase().startsWith(query)) return 2;
  return [name, ...words].some((text) => wordsIn(text).some((word) => word.startsWith(query))) ? 3 : Number.NaN;
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{M}\p{N}]+/u);
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
