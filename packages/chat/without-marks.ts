// The text of a message without the marks of Markdown, for where it is shortened: notifications, excerpts, announcements.
import { MESSAGE_MAX } from './message.ts';

/** Code, in which no marks are. */
const CODE = /(?<!`)(`+)([^`]+)\1(?!`)/g;

/** The beginning of a quote or of a code block, with the name of its language. */
const LINE_MARK = /^(?: {0,3}> )+|^ {0,3}`{3,}[\w+#.-]*$\n?/gm;

/** Marks around a word or more. None of them is in what it matches, so that each text is looked at once. */
const EMPHASIS = [
  /(?<![\p{L}\p{N}*\\])(\*{1,3})(?![\s*])([^*\n]+)(?<!\s)\1(?![\p{L}\p{N}*])/gu,
  /(?<![\p{L}\p{N}_\\])(_)(?![\s_])([^_\n]+)(?<!\s)\1(?![\p{L}\p{N}_])/gu,
  /(?<![~\\])(~~)(?![\s~])([^~\n]+)(?<!\s)\1(?!~)/gu,
];

/** A link with a text of its own. */
const LINK = /(?<![!\\])\[([^[\]\n]{1,300})\]\((?:https?:|mailto:|www\.)[^\s()]{1,2000}\)/gi;

/** Removes the marks. The page displays more of Markdown; what is left here stays as typed. */
export function withoutMarks(text: string): string {
  const lines = text.slice(0, MESSAGE_MAX).replace(LINE_MARK, '');
  let result = '';
  let end = 0;
  for (const { 0: match, 2: code = '', index } of lines.matchAll(CODE)) {
    result += withoutEmphasis(lines.slice(end, index)) + code;
    end = index + match.length;
  }
  return result + withoutEmphasis(lines.slice(end));
}

// Twice: emphasis may be in another one.
function withoutEmphasis(text: string): string {
  const strip = (marked: string) =>
    EMPHASIS.reduce(
      (result, pattern) =>
        result.replace(pattern, (all, _mark, inner) => (/[\p{L}\p{N}\p{So}]/u.test(inner) ? inner : all)),
      marked,
    );
  return strip(strip(text.replace(LINK, '$1')));
}
