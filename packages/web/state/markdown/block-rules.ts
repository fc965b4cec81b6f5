// Which lines begin a quote, a list or a code block: stricter than CommonMark, so that what is typed as plain text stays as typed.
import type { MarkdownIt, StateBlock } from 'markdown-it';

/** Quotes and lists in each other; what is deeper stays text. */
const BLOCK_DEPTH_MAX = 8;

/** A quote has a space after its sign, and a text: not `>:(`, `>>> 1 + 1` or `>_<`. */
const QUOTE = /^> +\S/;

/** An item has a text: not `---`, `* * *`, `- - -` or `1.`. A plus sign means plus. */
const ITEM = /^(?:[-*]|(?:0|[1-9]\d{0,8})[.)])[ \t]+(?![-*\s]+$)\S/;

/** What opens a code block: three or more backticks, and no further one on the line. */
const FENCE = /^(`{3,})[^`]*$/;

/** The blocks that a rule ends. */
const IN_PARAGRAPH = ['paragraph'];
const IN_QUOTE = ['blockquote'];

type Rule = (state: StateBlock, line: number, end: number, silent: boolean) => boolean;

/** Limits the rules of the library. */
export function restrictBlocks({ block: { ruler } }: MarkdownIt): void {
  const [fence, quote, list] = ['fence', 'blockquote', 'list'].map((name) => {
    ruler.enableOnly([name]);
    return ruler.getRules('')[0] as Rule;
  }) as [Rule, Rule, Rule];
  const interrupts = { alt: IN_PARAGRAPH };
  ruler.at(
    'fence',
    (state, line, end, silent) => isClosed(state, line, end) && fence(state, line, end, silent),
    interrupts,
  );
  ruler.at(
    'blockquote',
    (state, line, end, silent) => begins(QUOTE, state, line) && quote(state, line, end, silent),
    interrupts,
  );
  ruler.at(
    'list',
    (state, line, end, silent) => begins(ITEM, state, line) && list(state, line, end, silent),
    interrupts,
  );
  // A line without the sign does not belong to the quote before it.
  ruler.before('fence', 'quote_end', (_state, _line, _end, silent) => silent, { alt: IN_QUOTE });
  ruler.at('paragraph', paragraph);
  ruler.enableOnly(['quote_end', 'fence', 'blockquote', 'list', 'paragraph']);
}

function begins(pattern: RegExp, state: StateBlock, line: number): boolean {
  return state.level < BLOCK_DEPTH_MAX && pattern.test(contentOf(state, line));
}

function contentOf(state: StateBlock, line: number): string {
  return state.src.slice(start(state, line), state.eMarks[line]);
}

function start(state: StateBlock, line: number): number {
  return (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
}

// A code block that is not closed stays text. That one is not closed, another one of that length after it is not either: each line is
// looked at once for each length, of which a message has few.
function isClosed(state: StateBlock, line: number, end: number): boolean {
  const [, fence = ''] = FENCE.exec(contentOf(state, line)) ?? [];
  if (fence === '') return false;
  const place = `${state.level}/${state.blkIndent}/${end}/${fence}`;
  if ((state.env as Record<string, boolean>)[place]) return false;
  for (let next = line + 1; next < end; next++) {
    const text = contentOf(state, next).trimEnd();
    if (text !== '' && (state.sCount[next] ?? 0) < state.blkIndent) return false;
    const isIndented = (state.sCount[next] ?? 0) - state.blkIndent > 3;
    if (!isIndented && text.startsWith(fence) && /^`+$/.test(text)) return true;
  }
  (state.env as Record<string, boolean>)[place] = true;
  return false;
}

// As typed, empty lines included. What is between empty lines is parsed by itself: no mark is closed in another paragraph.
function paragraph(state: StateBlock, first: number, end: number): boolean {
  const terminators = state.md.block.ruler.getRules('paragraph');
  const { parentType } = state;
  state.parentType = 'paragraph';
  const belongs = (line: number) => {
    const indent = (state.sCount[line] ?? 0) - state.blkIndent;
    return indent >= 0 && (indent > 3 || !terminators.some((rule) => rule(state, line, end, true)));
  };
  const isFirst = state.level === 0 && state.tokens.length === 0;
  let next = first + 1;
  for (;;) {
    const line = state.skipEmptyLines(next);
    if (line < end && belongs(line)) {
      next = line + 1;
      continue;
    }
    // Empty lines before another block are not displayed.
    if (line >= end && state.level === 0) next = end;
    break;
  }
  state.parentType = parentType;
  state.line = next;
  state.push('paragraph_open', 'p', 1);
  for (const [from, to] of runs(state, isFirst ? 0 : first, next)) {
    const token = state.push(state.isEmpty(from) ? 'text' : 'inline', '', 0);
    token.content = state.getLines(from, to, state.blkIndent, to < next);
    token.children = [];
  }
  state.push('paragraph_close', 'p', -1);
  return true;
}

// Lines with text, and lines without, alternately.
function runs(state: StateBlock, first: number, end: number): [from: number, to: number][] {
  const result: [number, number][] = [];
  for (let from = first; from < end; ) {
    let to = from + 1;
    while (to < end && state.isEmpty(to) === state.isEmpty(from)) to++;
    result.push([from, to]);
    from = to;
  }
  return result;
}
