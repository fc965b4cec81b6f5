// Where code is in the text of a message: it mentions no user. The page formats the same parts as code.

/** A part of a text, from its first character to the one behind its last. */
export type TextRange = { from: number; to: number };

/** Finds the code in a text. */
export type FindCode = (text: string) => readonly TextRange[];

/** As many levels of quotes and lists in each other as the page formats; a list has two. */
const LEVEL_MAX = 8;

/** What begins a quote or an item of a list. */
const MARK = /^ {0,3}(?:> +(?=\S)|([-*]|(?:0|[1-9]\d{0,8})[.)])([ \t]+)(?![-*\s]+$)(?=\S))/;

const FENCE = /^ {0,3}(`{3,})[^`]*$/;
const CLOSING_FENCE = /^ {0,3}(`+)\s*$/;

/** By depth and fence, the line up to which no line closes it. So each line is looked at once for each of them. */
type Open = Record<string, number>;

/** Finds blocks of code and code within lines, in the order of the text. The work grows with its length. */
export function codeRanges(text: string): TextRange[] {
  const ranges: TextRange[] = [];
  if (!text.includes('`')) return ranges;
  const lines = text.split('\n');
  const open: Open = {};
  // The quotes and items around a line: 0 for a quote, the indentation for an item.
  let around: number[] = [];
  // A paragraph has empty lines, over which no code goes.
  let isParagraph = false;
  let begin = 0;
  let start = 0;
  const endParagraph = (at: number) => {
    if (begin < at) ranges.push(...inlineCode(text.slice(begin, at), begin));
    begin = at;
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    let [rest, depth] = within(line, around);
    let continues: boolean = isParagraph && depth === around.length;
    around = around.slice(0, depth);
    for (let mark = MARK.exec(rest); mark; mark = MARK.exec(rest)) {
      const [{ length }, sign, spaces = ''] = mark;
      const isFull = around.reduce((sum, width) => sum + (width ? 2 : 1), 0) >= LEVEL_MAX;
      if (isFull || (continues && sign && sign.length > 1 && Number.parseInt(sign, 10) !== 1)) break;
      // Behind more than four spaces the text of an item is indented.
      const width = spaces.length > 4 ? length - spaces.length + 1 : length;
      around.push(sign ? width : 0);
      rest = rest.slice(sign ? width : rest.indexOf('>') + 2);
      continues = false;
    }
    const fence = FENCE.exec(rest)?.[1];
    const end = fence && closing(lines, at, around, fence, open);
    const isEmpty = rest.trim() === '';
    if (!continues || end || isEmpty) endParagraph(start);
    isParagraph = (continues || !isEmpty) && !end;
    if (end) {
      const to = lines.slice(at, end + 1).join('\n').length + start;
      ranges.push({ from: start, to });
      at = end;
      start = begin = to + 1;
    } else start += line.length + 1;
  }
  endParagraph(text.length);
  return ranges;
}

/** Finds code within the lines of one paragraph, whose place in the text is added. */
export function inlineCode(text: string, offset = 0): TextRange[] {
  const runs = [...text.matchAll(/`+/g)].map(({ 0: { length }, index: from }) => ({ from, to: from + length }));
  // A backtick behind a backslash begins no code, and can end it.
  const begins = runs.map(({ from }) => from + Number(text[from - 1] === '\\'));
  // From the last: for each length the next run that has it.
  const next = new Map<number, number>();
  const closings: (number | undefined)[] = [];
  for (const [at, { from, to }] of [...runs.entries()].reverse()) {
    closings[at] = next.get(to - (begins[at] ?? 0));
    next.set(to - from, at);
  }
  const ranges: TextRange[] = [];
  for (let at = 0; at < runs.length; at++) {
    const closing = closings[at];
    if (closing === undefined) continue;
    ranges.push({ from: offset + (begins[at] ?? 0), to: offset + (runs[closing]?.to ?? 0) });
    at = closing;
  }
  return ranges;
}

// A line without the signs and the indentation of what is around it, and how much of that it belongs to.
function within(line: string, around: readonly number[]): [rest: string, depth: number] {
  let rest = line.replace(/^\s+/, (spaces) => spaces.replaceAll('\t', '    '));
  for (const [depth, width] of around.entries()) {
    const length = width || (/^ *> ?/.exec(rest)?.[0].length ?? 0);
    if (length === 0 || (width && rest.slice(0, width).trim() !== '')) return [rest, depth];
    rest = rest.slice(length);
  }
  return [rest, around.length];
}

// The line that closes a block of code; without one it stays text.
function closing(lines: readonly string[], from: number, around: readonly number[], fence: string, open: Open) {
  const key = `${around.length} ${fence}`;
  if ((open[key] ?? 0) > from) return undefined;
  for (let at = from + 1; ; at++) {
    const [rest, depth] = within(lines[at] ?? '', around);
    if (at >= lines.length || depth < around.length) {
      open[key] = at;
      return undefined;
    }
    if ((CLOSING_FENCE.exec(rest)?.[1] ?? '').length >= fence.length) return at;
  }
}
