// The words of a text, as the search indexes and compares them: without case and diacritics, in any script.

/** A word of a text: its folded form, its position among the words, and where it is in the text. */
export type Word = { text: string; position: number; start: number; end: number };

/** The longest folded word, in UTF-16 units. What follows is not compared. */
export const WORD_MAX = 64;

/**
 * The words of a text, in order. Not `Intl.Segmenter`: its dictionaries differ between versions of ICU, so that an index of one version
 * would not be found by another, and it keeps `example.com` as one word. Scripts without spaces are cut into pairs of characters, so that
 * every part of a text is found; the last character of such a run is a word too, so that each character begins a word.
 */
export function wordsOf(text: string): Word[] {
  return cut(text, true);
}

/** The words that a query requires side by side: as `wordsOf`, without the single characters that end the runs of pairs. */
export function queryWordsOf(text: string): Word[] {
  return cut(text, false);
}

/** Text without case and diacritics; full-width letters and ligatures are their plain letters. */
export function foldWord(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const plain = text.normalize('NFKD').replace(DIACRITICS, '').normalize('NFC').toLowerCase();
  return plain.replace(LETTERS, (letter) => PLAIN_LETTERS[letter] ?? letter);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of ASCII.
const ASCII = /^[\x00-\x7f]*$/;

// Accents, vowel points of Hebrew and Arabic, and the Arabic elongation. The marks of kana and the vowel signs of Indic scripts and of Thai
// distinguish words.
const DIACRITICS = /[[\p{Mn}&&[\p{sc=Zinh}\p{sc=Hebr}\p{sc=Arab}]]--[\u3099\u309a]]|\u0640/gv;

// Letters that Unicode does not decompose, and letters that users type for each other.
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' },
  ...{ ς: 'σ', ى: 'ي', ة: 'ه' },
};
const LETTERS = /[ßæœøłđðþıςىة]/g;

// Letters, digits and their marks; or one emoji.
const RUNS = /[\p{L}\p{N}\p{M}_]+|\p{Extended_Pictographic}/gu;

const UNSPACED = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\u30fc\\uff70\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}';
const HAS_UNSPACED = /* @__PURE__ */ new RegExp(`[${UNSPACED}]`, 'u');
const SCRIPT_RUNS = /* @__PURE__ */ new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, 'gu');

function cut(text: string, hasRunEnds: boolean): Word[] {
  const words: Word[] = [];
  let position = 0;
  for (const { 0: run, index } of text.matchAll(RUNS)) {
    for (const part of HAS_UNSPACED.test(run) ? run.matchAll(SCRIPT_RUNS) : [{ 0: run, index: 0 }]) {
      const start = index + part.index;
      if (HAS_UNSPACED.test(part[0])) position = addPairs(words, part[0], { start, position, hasRunEnds });
      else {
        const folded = foldWord(part[0]).slice(0, WORD_MAX);
        if (folded === '') continue;
        words.push({ text: folded, position, start, end: start + part[0].length });
        position += 1;
      }
    }
  }
  return words;
}

function addPairs(
  words: Word[],
  run: string,
  { start, position, hasRunEnds }: { start: number; position: number; hasRunEnds: boolean },
): number {
  const characters = [...run];
  let offset = start;
  characters.forEach((character, index) => {
    const next = characters[index + 1] ?? '';
    const end = offset + character.length + next.length;
    if (next !== '' || hasRunEnds || characters.length === 1)
      words.push({ text: foldWord(character + next), position: position + index, start: offset, end });
    offset += character.length;
  });
  return position + characters.length;
}
