// A message's text, split into plain text, links and mentions. It never becomes markup.
import { findMentions } from '@parley/chat';

/**
 * A part of a message: text, a link whose text is its address, a mention (a name as `normalizeName` writes it), or the name of a channel
 * that the reader sees.
 */
export type Segment = { text: string; href?: string; mention?: string; channel?: string };

// Without the characters that change the writing direction: they make an address look like another one. `](` is between the text of a
// link and its address.
const ADDRESS =
  /\b(?:https?:\/\/|www\.)(?:(?!\]\()[^\s\p{Cc}\u202a-\u202e\u2066-\u2069<>"'`\\^{|}])+|(?<![\p{L}\p{M}\p{N}_.+%@-])\w[\w.+%-]{0,63}@(?:[a-z\d-]{1,63}\.)+[a-z]{2,24}\b/giu;

// Not in example.com/#part and ##heading; a full stop after the name does not belong to it.
const CHANNEL = /(?<![\p{L}\p{M}\p{N}_.@#/&-])#([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?![\p{L}\p{M}\p{N}_])/gu;

const NONE: ReadonlySet<string> = new Set();

/** Finds the addresses, mentions and channels in a text; the segments joined are the text, character by character. */
export function segments(text: string, channels: ReadonlySet<string> = NONE): Segment[] {
  return withLinks(text)
    .flatMap((segment) => (isPlain(segment) ? withMentions(segment.text) : [segment]))
    .flatMap((segment) => (isPlain(segment) ? withChannels(segment.text, channels) : [segment]));
}

/** Where a text leads that is an address as a whole, with or without `mailto:`; undefined for any other. */
export function linkTarget(text: string): string | undefined {
  const address = text.replace(/^mailto:/i, '');
  return address.match(ADDRESS)?.[0] === address ? linked(address) : undefined;
}

// Only http, https and e-mail addresses.
function withLinks(text: string): Segment[] {
  const result: Segment[] = [];
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

function withMentions(text: string): Segment[] {
  const result: Segment[] = [];
  let end = 0;
  for (const { name, from, to } of findMentions(text)) {
    if (from > end) result.push({ text: text.slice(end, from) });
    result.push({ text: text.slice(from, to), mention: name });
    end = to;
  }
  if (end < text.length) result.push({ text: text.slice(end) });
  return result;
}

function withChannels(text: string, channels: ReadonlySet<string>): Segment[] {
  const result: Segment[] = [];
  let end = 0;
  for (const { 0: match, 1: channel = '', index } of text.matchAll(CHANNEL)) {
    if (!channels.has(channel)) continue;
    if (index > end) result.push({ text: text.slice(end, index) });
    result.push({ text: match, channel });
    end = index + match.length;
  }
  if (end < text.length) result.push({ text: text.slice(end) });
  return result;
}

function isPlain({ href, mention }: Segment): boolean {
  return href === undefined && mention === undefined;
}

// The full stop of a sentence, and a bracket that was opened before the address, do not belong to it. Each character is looked at
// once, as an address may be all closing brackets.
function withoutClosing(address: string): string {
  let unmatched = 0;
  for (const character of address) unmatched += character === ')' ? 1 : character === '(' ? -1 : 0;
  let end = address.length;
  for (; end > 0; end--) {
    const last = address.charAt(end - 1);
    if (last === ')' && unmatched > 0) unmatched--;
    else if (!'.,;:!?*_~…]'.includes(last)) break;
  }
  return address.slice(0, end);
}

function linked(address: string): string | undefined {
  if (!/^(?:https?:|www\.)/i.test(address)) return address.includes('@') ? `mailto:${address}` : undefined;
  const url = parseUrl(address.replace(/^www\./i, 'https://$&'));
  // A name before the @ makes an address look like one of another site.
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
}

// Not with `URL.canParse`: for some addresses Node's returns true, and the constructor throws.
function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
