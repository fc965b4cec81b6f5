// Markdown in messages: the subset that people type in a chat, parsed by markdown-it into a tree. Nothing else is changed or left out.
import MarkdownIt, { type Token } from 'markdown-it';
import { restrictBlocks } from './block-rules.ts';
import { restrictInline } from './inline-rules.ts';
import type { Block, Inline, Item } from './markdown-tree.ts';

/** Emphasis in emphasis; deeper marks stay text. */
const INLINE_DEPTH_MAX = 8;

/** What emphasis is for: a letter, a digit, an emoji or another symbol. */
const WORD = /[\p{L}\p{N}\p{So}\p{Extended_Pictographic}]/u;

/** The first word behind the backticks of a code block, if it is the only one: the name of a language. */
const LANGUAGE = /^[\w+#.-]{1,20}$/;

// The parser's own limit leaves out what is deeper, so that it must never be reached: `BLOCK_DEPTH_MAX` is.
const parser = new MarkdownIt('zero', { maxNesting: 100 });
parser.core.ruler.enableOnly(['block', 'inline']);
restrictBlocks(parser);
restrictInline(parser);

/** Parses the text of a message. The work grows with its length, and it never throws. */
export function parseMarkdown(text: string): Block[] {
  // The library forgets spaces behind the last line break.
  const tokens = parser.parse(`${text.replaceAll('\r\n', '\n')}\n`, {});
  return blocksOf(tokens, { at: 0 });
}

/** A place in a list of tokens that moves. */
type Cursor = { at: number };

function blocksOf(tokens: readonly Token[], cursor: Cursor): Block[] {
  const blocks: Block[] = [];
  for (;;) {
    const token = tokens[cursor.at++];
    if (!token || token.type.endsWith('_close')) return blocks;
    if (token.type === 'fence') blocks.push(codeBlock(token));
    else if (token.type === 'paragraph_open') blocks.push(paragraph(tokens, cursor));
    else if (token.type === 'blockquote_open') blocks.push({ kind: 'quote', content: blocksOf(tokens, cursor) });
    else blocks.push({ kind: 'list', ordered: token.type === 'ordered_list_open', items: itemsOf(tokens, cursor) });
  }
}

function paragraph(tokens: readonly Token[], cursor: Cursor): Block {
  const content: Inline[] = [];
  for (;;) {
    const token = tokens[cursor.at++];
    if (token?.type === 'text') addText(content, token.content);
    else if (token?.type === 'inline') for (const part of inlineOf(token.children ?? [])) add(content, part);
    else return { kind: 'paragraph', content };
  }
}

// What is more than the name of a language is the first line of the code.
function codeBlock({ info, content }: Token): Block {
  const language = info.trim();
  const isLanguage = language === '' || LANGUAGE.test(language);
  const text = content.replace(/\n$/, '');
  return {
    kind: 'code-block',
    text: isLanguage ? text : [language, text].join('\n'),
    language: isLanguage && language !== '' ? language : undefined,
  };
}

function itemsOf(tokens: readonly Token[], cursor: Cursor): Item[] {
  const items: { info: string; content: Block[] }[] = [];
  for (;;) {
    const token = tokens[cursor.at++];
    if (token?.type !== 'list_item_open') break;
    items.push({ info: token.info, content: blocksOf(tokens, cursor) });
  }
  const first = items[0]?.info ?? '';
  if (first === '') return items.map(({ content }) => ({ content }));
  // With one number at each item they are counted; otherwise the numbers are as typed.
  const isCounted = items.every(({ info }) => info === first);
  return items.map(({ info, content }, at) => ({ number: isCounted ? Number(first) + at : Number(info), content }));
}

const MARKED: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = {
  strong_open: 'bold',
  em_open: 'italic',
  s_open: 'strike',
};

/** A part of a line whose end has not been reached. Without `kind` its marks are text, and its content is that of the part around it. */
type Open = { content: Inline[]; markup: string; kind?: 'bold' | 'italic' | 'strike' | 'link'; meta?: LinkMeta };

function inlineOf(tokens: readonly Token[]): Inline[] {
  const root: Inline[] = [];
  const open: Open[] = [{ content: root, markup: '' }];
  for (const token of tokens) {
    const { content } = open.at(-1) as Open;
    const { markup } = token;
    const kind = MARKED[token.type];
    if (token.type === 'text') addText(content, token.content);
    else if (token.type === 'code_inline') content.push({ kind: 'code', text: token.content });
    else if (token.type === 'link_open') open.push({ content: [], markup, kind: 'link', meta: token.meta as LinkMeta });
    else if (kind === undefined) closeLast(open);
    else if (open.length <= INLINE_DEPTH_MAX) open.push({ content: [], markup, kind });
    else {
      addText(content, markup);
      open.push({ content, markup });
    }
  }
  return root;
}

function closeLast(open: Open[]): void {
  const { content, markup, kind, meta } = open.pop() as Open;
  const target = (open.at(-1) as Open).content;
  if (kind === undefined) return addText(target, markup);
  if (kind === 'link') return void target.push({ kind, ...(meta as LinkMeta), content });
  if (content.some((part) => part.kind !== 'text' || WORD.test(part.text))) return void target.push({ kind, content });
  // Around no word, as in *.* and *_*, the marks are text.
  addText(target, markup);
  for (const part of content) add(target, part);
  addText(target, markup);
}

function add(content: Inline[], part: Inline): void {
  if (part.kind === 'text') addText(content, part.text);
  else content.push(part);
}

function addText(content: Inline[], text: string): void {
  const last = content.at(-1);
  if (last?.kind === 'text') content[content.length - 1] = { kind: 'text', text: last.text + text };
  else if (text !== '') content.push({ kind: 'text', text });
}

type LinkMeta = { href: string; host: string | undefined };
