// The links of a message that have a preview: not those in code and quotes, and not those that the author has put into angle brackets.
import { MESSAGE_PREVIEWS_MAX, PREVIEW_URL_MAX } from '@parley/chat';
import type { Block, Inline } from '../markdown/markdown-tree.ts';
import { parseMarkdown } from '../markdown/parse-markdown.ts';
import { segments } from '../messages/text-segments.ts';

/** What a text with a link contains at least; most texts have none. */
const MAY_HAVE_LINKS = /https?:\/\/|www\./i;

/** The addresses of the first links of a text, each once; none of those that begin with `home`, the address of this Parley. */
export function previewableLinks(text: string, home: string): readonly string[] {
  if (!MAY_HAVE_LINKS.test(text)) return [];
  const addresses = parseMarkdown(text)
    .flatMap(linksOfBlock)
    .filter((href) => /^https?:/.test(href) && !href.startsWith(home) && href.length <= PREVIEW_URL_MAX)
    .map((href) => href.replace(/#.*$/s, ''));
  return [...new Set(addresses)].slice(0, MESSAGE_PREVIEWS_MAX);
}

function linksOfBlock(block: Block): string[] {
  if (block.kind === 'paragraph') return block.content.flatMap(linksOfInline);
  return block.kind === 'list' ? block.items.flatMap(({ content }) => content.flatMap(linksOfBlock)) : [];
}

function linksOfInline(part: Inline): string[] {
  if (part.kind === 'code') return [];
  if (part.kind === 'link') return [part.href];
  return part.kind === 'text' ? linksOfText(part.text) : part.content.flatMap(linksOfInline);
}

function linksOfText(text: string): string[] {
  const parts = segments(text);
  return parts.flatMap(({ href }, index) => {
    const isBracketed = parts[index - 1]?.text.endsWith('<') && parts[index + 1]?.text.startsWith('>');
    return href === undefined || isBracketed ? [] : [href];
  });
}
