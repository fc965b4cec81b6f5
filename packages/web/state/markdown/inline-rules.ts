// What is marked within a line: emphasis, and links with a text of their own. Addresses and mentions contain no marks.
import { hasVisibleContent, inlineCode } from '@parley/chat';
import type { MarkdownIt, StateInline } from 'markdown-it';
import { linkTarget, segments } from '../messages/text-segments.ts';

/** The longest text of a link, so that the search for its end is short. */
const LABEL_MAX = 300;

/** The characters at which another rule may begin. */
const MARK = /[*_~`[]/;

const NONE: ReadonlyMap<number, number> = new Map();

/** Alphabets whose words are separated: a sign between two letters or digits is no mark, as in 2*3*4. */
const SEPARATED = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u;

/** The address of a link, behind its text; a bracket that is opened in it is closed in it. */
const ADDRESS = /\]\(([^\s()]{1,2000}(?:\([^\s()]*\)[^\s()]*)*)\)/y;

/** Replaces the library's rules for text, emphasis and links. */
export function restrictInline({ inline: { ruler, ruler2 } }: MarkdownIt): void {
  ruler.enableOnly(['backticks']);
  const [backticks] = ruler.getRules('') as [(state: StateInline, silent: boolean) => boolean];
  ruler.at('text', text);
  ruler.at('backticks', (state, silent) => {
    const from = state.pos;
    const before = state.tokens.length;
    if (!backticks(state, silent)) return false;
    const token = state.tokens.at(-1);
    // As typed, line breaks included.
    if (state.tokens.length > before && token?.type === 'code_inline')
      token.content = state.src.slice(from + token.markup.length, state.pos - token.markup.length);
    return true;
  });
  ruler.at('emphasis', emphasis);
  ruler.at('link', link);
  ruler.enableOnly(['text', 'backticks', 'strikethrough', 'emphasis', 'link']);
  ruler2.enableOnly(['balance_pairs', 'strikethrough', 'emphasis', 'fragments_join']);
}

const spans = new WeakMap<StateInline, ReadonlyMap<number, number>>();

// Where addresses and mentions begin and end.
function spansOf(state: StateInline): ReadonlyMap<number, number> {
  const known = spans.get(state);
  if (known) return known;
  if (!MARK.test(state.src)) return NONE;
  const found = new Map<number, number>();
  let at = 0;
  for (const { text, href, mention } of segments(state.src)) {
    if (href !== undefined || mention !== undefined) found.set(at, at + text.length);
    at += text.length;
  }
  spans.set(state, found);
  return found;
}

function text(state: StateInline, silent: boolean): boolean {
  const { src, posMax } = state;
  const ends = spansOf(state);
  let { pos } = state;
  while (pos < posMax) {
    const end = ends.get(pos);
    if (end === undefined && isMark(src, pos)) break;
    pos = Math.min(end ?? pos + 1, posMax);
  }
  if (pos === state.pos) return false;
  if (!silent) state.pending += src.slice(state.pos, pos);
  state.pos = pos;
  return true;
}

// Not behind a backslash, which stays too: as in C:\*.txt.
function isMark(src: string, pos: number): boolean {
  return MARK.test(src.charAt(pos)) && src.charAt(pos - 1) !== '\\';
}

// One or two asterisks or three; one underscore, so that __init__ stays as typed.
function emphasis(state: StateInline, silent: boolean): boolean {
  const mark = state.src.charAt(state.pos);
  if (silent || (mark !== '*' && mark !== '_')) return false;
  const { length, can_open: open, can_close: close } = state.scanDelims(state.pos, splitsWord(state, mark));
  if (length > (mark === '*' ? 3 : 1) || (!open && !close) || isInPath(state.src, state.pos, length)) {
    state.pending += mark.repeat(length);
    state.pos += length;
    return true;
  }
  for (let count = 0; count < length; count++) {
    state.push('text', '', 0).content = mark;
    const token = state.tokens.length - 1;
    state.delimiters.push({ marker: mark.charCodeAt(0), length, token, end: -1, open, close });
  }
  state.pos += length;
  return true;
}

// In /*comment*/ and src/**/*.ts, not in **yes**/**no**.
function isInPath(src: string, pos: number, length: number): boolean {
  const besides = [src.charAt(pos - 1), src.charAt(pos + length)].filter((character) => character === '/');
  return besides.length >= length;
}

function splitsWord({ src, pos }: StateInline, mark: string): boolean {
  let end = pos;
  while (src.charAt(end) === mark) end++;
  return mark === '*' && !(SEPARATED.test(src.charAt(pos - 1)) && SEPARATED.test(src.charAt(end)));
}

// `[text](address)`, where the address is one that a message may link to, without a title and without links in the text.
function link(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  // Behind an exclamation mark it is an image, which messages do not have.
  if (src.charAt(pos) !== '[' || src.charAt(pos - 1) === '!' || state.linkLevel > 0) return false;
  const end = labelEnd(state);
  if (end === undefined) return false;
  ADDRESS.lastIndex = end;
  const [match, address = ''] = ADDRESS.exec(src) ?? [];
  const href = match === undefined ? undefined : linkTarget(address);
  const label = src.slice(pos + 1, end);
  if (match === undefined || href === undefined || end + match.length > posMax || !hasVisibleContent(label))
    return false;
  if (!silent) {
    state.pos = pos + 1;
    state.posMax = end;
    state.push('link_open', 'a', 1).meta = { href, host: linkTarget(label) === href ? undefined : hostOf(href) };
    state.linkLevel++;
    state.md.inline.tokenize(state);
    state.linkLevel--;
    state.push('link_close', 'a', -1);
  }
  state.pos = end + match.length;
  state.posMax = posMax;
  return true;
}

// Brackets in code are text, and code that begins in the text of a link ends in it.
function labelEnd(state: StateInline): number | undefined {
  const { src, pos, posMax } = state;
  const max = Math.min(pos + LABEL_MAX, posMax);
  const code = codeOf(state);
  let depth = 0;
  for (let at = pos; at < max; at++) {
    const character = src.charAt(at);
    if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return at;
    // The text contains a link.
    else if (character === ']' && src.charAt(at + 1) === '(') return undefined;
    else if (character === '`') at = (code.get(at) ?? at + 1) - 1;
  }
  return undefined;
}

const codes = new WeakMap<StateInline, ReadonlyMap<number, number>>();

// Where code begins and ends.
function codeOf(state: StateInline): ReadonlyMap<number, number> {
  const known = codes.get(state) ?? new Map(inlineCode(state.src).map(({ from, to }) => [from, to]));
  codes.set(state, known);
  return known;
}

function hostOf(href: string): string {
  const { protocol, host, pathname } = new URL(href);
  return protocol === 'mailto:' ? decodeURI(pathname) : host;
}
