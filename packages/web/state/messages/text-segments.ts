// A message's text, cut into plain text, links and calls by name. It never becomes markup.
import { findMentions } from '@parley/chat';

/** A piece of a message: text, a link whose text is its address, or a call by name (as `normalizeName` writes names). */
export type Piece = { text: string; href?: string; mention?: string };

// Without the characters that turn the direction of writing: they make an address read as another.
const ADDRESS = /\bhttps?:\/\/[^\s\p{Cc}\u202a-\u202e\u2066-\u2069<>"'`\\^{|}]+/giu;

/** Finds the addresses and the names in a text; all pieces together are the text again, character by character. */
export function pieces(text: string): Piece[] {
  return withLinks(text).flatMap((piece) => (piece.href === undefined ? withMentions(piece.text) : [piece]));
}

// Only http and https.
function withLinks(text: string): Piece[] {
  const result: Piece[] = [];
  let end = 0;
  for (const { 0: match, index } of text.matchAll(ADDRESS)) {
    const address = withoutClosing(match);
    const href = linked(address);
    if (href === undefined) continue;
    if (index > end) result.push({ text: text.slice(end, index) });
    result.push({ text: address, href });
    end = index + address.length;
  }
  if (end < text.length) result.push({ text: text.slice(end) });
  return result;
}

function withMentions(text: string): Piece[] {
  const result: Piece[] = [];
  let end = 0;
  for (const { name, from, to } of findMentions(text)) {
    if (from > end) result.push({ text: text.slice(end, from) });
    result.push({ text: text.slice(from, to), mention: name });
    end = to;
  }
  if (end < text.length) result.push({ text: text.slice(end) });
  return result;
}

// The full stop of a sentence and a bracket that was opened before the address do not belong to it.
function withoutClosing(address: string): string {
  let result = address;
  for (;;) {
    const last = result.at(-1) ?? '';
    const unmatched = last === ')' && result.split(')').length > result.split('(').length;
    if (!unmatched && !'.,;:!?*_~…]'.includes(last)) return result;
    result = result.slice(0, -1);
  }
}

function linked(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  // A name before the @ makes an address look like somewhere it does not lead.
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
}
