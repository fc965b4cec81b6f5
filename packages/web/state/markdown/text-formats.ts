// The formats that the toolbar and the keys of the message field apply.
import { codeBlockAround, linkAround, toggleCodeBlock, toggleLink } from './format-block.ts';
import { hasLineFormat, type LineFormat, toggleLines } from './format-lines.ts';
import { hasMark, type Mark, type Range, type Replacement, toggleMark } from './format-selection.ts';

/** A way to format the selection of a text. */
export type Format = {
  /** What the selection is replaced by, or what removes the format. */
  toggle: (text: string, range: Range) => Replacement;
  /** Whether the selection has the format. */
  isActive: (text: string, range: Range) => boolean;
};

/** The formats in the order of the toolbar. */
export const FORMATS = {
  bold: marked('**'),
  italic: marked('_'),
  strikethrough: marked('~~'),
  inlineCode: marked('`'),
  codeBlock: { toggle: toggleCodeBlock, isActive: (text, range) => codeBlockAround(text, range) !== undefined },
  quotation: lines('quote'),
  bulletedList: lines('bullets'),
  numberedList: lines('numbers'),
  link: { toggle: toggleLink, isActive: (text, range) => linkAround(text, range) !== undefined },
} as const satisfies Record<string, Format>;

/** The name of a format, which is that of its text in the catalogues. */
export type FormatName = keyof typeof FORMATS;

function marked(mark: Mark): Format {
  return {
    toggle: (text, range) => toggleMark(text, range, mark),
    isActive: (text, range) => hasMark(text, range, mark),
  };
}

function lines(format: LineFormat): Format {
  return {
    toggle: (text, range) => toggleLines(text, range, format),
    isActive: (text, range) => hasLineFormat(text, range, format),
  };
}
