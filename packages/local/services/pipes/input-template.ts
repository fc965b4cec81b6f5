// The input template: a text with places that are filled from the record.
import { AwsError } from '../../errors.ts';
import { follow, PATH, textOf } from './source-record.ts';

/**
 * How a text is put into the template. AWS writes that EventBridge does not escape values (`raw`); other emulators escape
 * once for JSON (`esc1`). Nobody has recorded which one Pipes does, so a template should not depend on it.
 */
export type Escaping = 'raw' | 'esc1';

/** The one place where that is chosen. */
export const ESCAPING: Escaping = 'raw';

/** What `<aws.pipes.…>` stands for. */
export type Surroundings = {
  'pipe-arn': string;
  'pipe-name': string;
  'source-arn': string;
  'target-arn': string;
  'enrichment-arn': string;
  /** ISO 8601 */
  'event.ingestion-time': string;
};

/** `hazard`: a value holds what JSON must escape, so that the body may be broken, or say what nobody wrote. */
export type Rendered = { body: string; hazard: boolean };

/** A template, read once and filled for each record. */
export type Template = (record: unknown, surroundings: Surroundings, escaping?: Escaping) => Rendered;

type Piece = string | { reference: string; quoted: boolean };

// Source: Pipes API reference, PipeTargetParameters.
const LONGEST_TEMPLATE = 8_192;
const RESERVED = 'pipe-arn|pipe-name|source-arn|target-arn|enrichment-arn|event\\.ingestion-time|event\\.json|event';
const REFERENCE = new RegExp(`<(${PATH}|aws\\.pipes\\.(?:${RESERVED}))>`, 'g');
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON must escape them
const NEEDS_ESCAPING = /["\\\x00-\x1f]/;

/** Reads a template. Its paths are not checked: AWS does not check them either (input transformation, User Guide). */
export function parseTemplate(input: unknown): Template {
  if (input === undefined || input === '') return (record) => ({ body: JSON.stringify(record), hazard: false });
  if (typeof input !== 'string' || input.length > LONGEST_TEMPLATE)
    throw new AwsError('ValidationException', `InputTemplate: a text of at most ${LONGEST_TEMPLATE} characters.`);
  const pieces = piecesOf(input);
  const isJson = standsForJson(pieces);
  return (record, surroundings, escaping = ESCAPING) => {
    let hazard = false;
    const filled = pieces.map((piece) => {
      if (typeof piece === 'string') return piece;
      const value = valueAt(piece.reference, record, surroundings);
      if (typeof value === 'string' && NEEDS_ESCAPING.test(value)) hazard ||= isJson;
      return piece.quoted || !isJson ? inText(value, escaping) : asJson(value, escaping);
    });
    return { body: filled.join(''), hazard };
  };
}

/** Cuts the template at its references, and notes which stand between quotes. */
function piecesOf(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  let quoted = false;
  for (const match of template.matchAll(REFERENCE)) {
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

/** Whether the template is a JSON document once its places are filled; otherwise it is free text. */
function standsForJson(pieces: readonly Piece[]): boolean {
  const sample = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.quoted ? '' : '0')).join('');
  try {
    JSON.parse(sample);
    return true;
  } catch {
    return false;
  }
}

function valueAt(reference: string, record: unknown, surroundings: Surroundings): unknown {
  if (reference.startsWith('$')) return follow(reference, record);
  const name = reference.slice('aws.pipes.'.length);
  return name === 'event' || name === 'event.json' ? record : surroundings[name as keyof Surroundings];
}

/** In a text: the double quotes of objects and lists are left out (input transformation, common issues). */
function inText(value: unknown, escaping: Escaping): string {
  if (typeof value === 'string') return escaping === 'raw' ? value : JSON.stringify(value).slice(1, -1);
  return textOf(value).replaceAll('"', '');
}

/** As a JSON value: a text gets its quotes, what is missing becomes an empty text. */
function asJson(value: unknown, escaping: Escaping): string {
  if (value === undefined) return '""';
  if (typeof value === 'string' && escaping === 'raw') return `"${value}"`;
  return JSON.stringify(value);
}
