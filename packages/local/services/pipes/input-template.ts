// The input template of a pipe: text with references that are filled from the record.
import { AwsError } from '../../errors.ts';
import { PATH_PATTERN, resolvePath, toText } from './source-record.ts';

/**
 * How a string is inserted into the template. AWS documents that EventBridge does not escape values (`raw`); other emulators
 * escape once for JSON (`esc1`). The behaviour of Pipes has not been recorded, so a template should not depend on it.
 */
export type Escaping = 'raw' | 'esc1';

/** The escaping of this engine. */
export const ESCAPING: Escaping = 'raw';

/** The values of `<aws.pipes.…>` references. */
export type PipeVariables = {
  'pipe-arn': string;
  'pipe-name': string;
  'source-arn': string;
  'target-arn': string;
  'enrichment-arn': string;
  /** ISO 8601 */
  'event.ingestion-time': string;
};

/** `isUnsafe`: a value contains characters that JSON must escape, so the body may be invalid or contain forged fields. */
export type Rendered = { body: string; isUnsafe: boolean };

/** A template: parsed once, filled for each record. */
export type InputTemplate = (record: unknown, variables: PipeVariables, escaping?: Escaping) => Rendered;

type Piece = string | { reference: string; quoted: boolean };

// Source: Pipes API reference, PipeTargetParameters.
const TEMPLATE_LENGTH_MAX = 8_192;
const RESERVED = 'pipe-arn|pipe-name|source-arn|target-arn|enrichment-arn|event\\.ingestion-time|event\\.json|event';
const REFERENCE = new RegExp(`<(${PATH_PATTERN}|aws\\.pipes\\.(?:${RESERVED}))>`, 'g');
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON must escape them
const NEEDS_ESCAPING = /["\\\x00-\x1f]/;

/** Parses a template. Paths are not checked, as on AWS (input transformation, User Guide). */
export function parseInputTemplate(input: unknown): InputTemplate {
  if (input === undefined || input === '') return (record) => ({ body: JSON.stringify(record), isUnsafe: false });
  if (typeof input !== 'string' || input.length > TEMPLATE_LENGTH_MAX)
    throw new AwsError(
      'ValidationException',
      `InputTemplate must be a string of at most ${TEMPLATE_LENGTH_MAX} characters.`,
    );
  const pieces = piecesOf(input);
  const isJson = isJsonTemplate(pieces);
  return (record, variables, escaping = ESCAPING) => {
    let isUnsafe = false;
    const filled = pieces.map((piece) => {
      if (typeof piece === 'string') return piece;
      const value = valueAt(piece.reference, record, variables);
      if (typeof value === 'string' && NEEDS_ESCAPING.test(value)) isUnsafe ||= isJson;
      return piece.quoted || !isJson ? asText(value, escaping) : asJson(value, escaping);
    });
    return { body: filled.join(''), isUnsafe };
  };
}

/** Splits the template at its references, and determines which are inside quotes. */
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

function valueAt(reference: string, record: unknown, variables: PipeVariables): unknown {
  if (reference.startsWith('$')) return resolvePath(reference, record);
  const name = reference.slice('aws.pipes.'.length);
  return name === 'event' || name === 'event.json' ? record : variables[name as keyof PipeVariables];
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
