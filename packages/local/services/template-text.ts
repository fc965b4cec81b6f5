// Text with references that are filled from a record or an event: the input templates of pipes and of rules.
import { toText } from './json-path.ts';

/**
 * How a string is inserted into the template. AWS documents that EventBridge does not escape values (`raw`); other emulators
 * escape once for JSON (`esc1`). The behaviour of Pipes has not been recorded, so a template should not depend on it.
 */
export type Escaping = 'raw' | 'esc1';

/** The escaping of this engine. */
export const ESCAPING: Escaping = 'raw';

/** `isUnsafe`: a value contains characters that JSON must escape, so the body may be invalid or contain forged fields. */
export type Rendered = { body: string; isUnsafe: boolean };

/** Fills a template that was parsed once; `valueAt` returns the value of a reference. */
export type FillTemplate = (valueAt: (reference: string) => unknown, escaping?: Escaping) => Rendered;

type Piece = string | { reference: string; quoted: boolean };

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON must escape them
const NEEDS_ESCAPING = /["\\\x00-\x1f]/;

/** Parses a template. The first group of `reference` is what `valueAt` receives. */
export function parseTemplateText(template: string, reference: RegExp): FillTemplate {
  const pieces = piecesOf(template, reference);
  const isJson = isJsonTemplate(pieces);
  return (valueAt, escaping = ESCAPING) => {
    let isUnsafe = false;
    const filled = pieces.map((piece) => {
      if (typeof piece === 'string') return piece;
      const value = valueAt(piece.reference);
      if (typeof value === 'string' && NEEDS_ESCAPING.test(value)) isUnsafe ||= isJson;
      return piece.quoted || !isJson ? asText(value, escaping) : asJson(value, escaping);
    });
    return { body: filled.join(''), isUnsafe };
  };
}

/** Splits the template at its references, and determines which are inside quotes. */
function piecesOf(template: string, reference: RegExp): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  let quoted = false;
  for (const match of template.matchAll(reference)) {
    const text = template.slice(end, match.index);
    quoted = quotedAfter(text, quoted);
    pieces.push(text, { reference: match[1] ?? '', quoted });
    end = match.index + match[0].length;
  }
  pieces.push(template.slice(end));
  return pieces;
}

function quotedAfter(text: string, before: boolean): boolean {
  let quoted = before;
  for (const [token] of text.matchAll(/\\.|"/gs)) if (token === '"') quoted = !quoted;
  return quoted;
}

/** Whether the filled template is a JSON document; otherwise it is free text. */
function isJsonTemplate(pieces: readonly Piece[]): boolean {
  const sample = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.quoted ? '' : '0')).join('');
  try {
    JSON.parse(sample);
    return true;
  } catch {
    return false;
  }
}

/** Inside text: the double quotes of objects and lists are removed (input transformation, common issues). */
function asText(value: unknown, escaping: Escaping): string {
  if (typeof value === 'string') return escaping === 'raw' ? value : JSON.stringify(value).slice(1, -1);
  return toText(value).replaceAll('"', '');
}

/** As a JSON value: a string is quoted, a missing value becomes an empty string. */
function asJson(value: unknown, escaping: Escaping): string {
  if (value === undefined) return '""';
  if (typeof value === 'string' && escaping === 'raw') return `"${value}"`;
  return JSON.stringify(value);
}
