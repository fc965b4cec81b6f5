// What a message with Markdown consists of: blocks, and what is in their lines. A view renders it as elements; it never becomes markup.

/** A part of a line. `text` may contain addresses, mentions and channels; `code` is as typed. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; content: Inline[] }
  /** A link with a text of its own. `host` is where it leads, unless the text is its address. */
  | { kind: 'link'; href: string; host: string | undefined; content: Inline[] };

/** An item of a list; `number` is missing in a list without numbers. */
export type Item = { number?: number; content: Block[] };

/** A part of a message that begins on a line of its own. */
export type Block =
  | { kind: 'paragraph'; content: Inline[] }
  | { kind: 'code-block'; text: string; language: string | undefined }
  | { kind: 'quote'; content: Block[] }
  | { kind: 'list'; ordered: boolean; items: Item[] };

/** The text that a reader sees, without the marks: blocks and items on lines of their own. */
export function visibleText(blocks: readonly Block[]): string {
  return blocks.map(textOfBlock).join('\n');
}

function textOfBlock(block: Block): string {
  if (block.kind === 'paragraph') return textOf(block.content);
  if (block.kind === 'quote') return visibleText(block.content);
  if (block.kind === 'code-block') return [block.language ?? '', block.text].filter((line) => line !== '').join('\n');
  return block.items.map(({ number, content }) => `${number ?? '•'} ${visibleText(content)}`).join('\n');
}

function textOf(content: readonly Inline[]): string {
  return content.map((part) => ('text' in part ? part.text : textOf(part.content) + hostOf(part))).join('');
}

function hostOf(part: Inline): string {
  return part.kind === 'link' && part.host !== undefined ? ` (${part.host})` : '';
}
