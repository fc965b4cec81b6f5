// The name of a channel, which is its address, from the title that a user types.
import { CHANNEL_NAME_MAX } from './channel.ts';

/** A channel name for a title: `Secret Plans & Co` has `secret-plans-co`. Empty only for a title without a visible character. */
export function channelNameOf(title: string): string {
  // "é" becomes "e" and a mark, and the mark is removed.
  const letters = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return hyphenated(letters.replace(/[^a-z0-9]+/g, '-')) || hyphenated(codePointsOf(title.trim()));
}

// Another script has no letters for a name.
function codePointsOf(title: string): string {
  return Array.from(title, (character) => character.codePointAt(0)?.toString(16)).join('-');
}

function hyphenated(text: string): string {
  return text.replace(/^-+/, '').slice(0, CHANNEL_NAME_MAX).replace(/-+$/, '');
}
