// Avatars without a picture: initials, and a colour that stays the same for the same user.

/** The number of avatar colours; each is a class in `styles/avatar.css` with sufficient contrast to white. */
export const AVATAR_COLOURS = 10;

/** One or two letters for a name: whole characters, also where a letter is made of several code points. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/u)
    .filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => firstLetter(word ?? '')).join('') || '?';
}

/** The number of a user's colour. */
export function colour(userId: string): number {
  // FNV-1a, its high bits folded in: names that differ in one letter get colours that differ.
  let hash = 0x811c9dc5;
  for (let i = 0; i < userId.length; i++) hash = Math.imul(hash ^ userId.charCodeAt(i), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % AVATAR_COLOURS;
}

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

function firstLetter(word: string): string {
  for (const { segment } of letters.segment(word)) return segment.toLocaleUpperCase();
  return '';
}
