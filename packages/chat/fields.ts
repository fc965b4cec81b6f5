// Readers of single fields of a request body or an entry, with the error that names the field.
import { ChatError } from './errors.ts';
import { hasControlCharacters, hasVisibleContent } from './visible-text.ts';

/** Reads a string. */
export function parseString(name: string, input: unknown): string {
  if (typeof input !== 'string') throw new ChatError('bad-request', `${name}: must be a string.`);
  return input;
}

/** Reads a list of strings. */
export function parseStrings(name: string, input: unknown): string[] {
  if (!Array.isArray(input)) throw new ChatError('bad-request', `${name}: must be a list.`);
  return input.map((one) => parseString(name, one));
}

/** Reads a whole number of a range. */
export function parseInteger(name: string, input: unknown, { least, most }: { least: number; most?: number }): number {
  if (
    Number.isSafeInteger(input) &&
    (input as number) >= least &&
    (input as number) <= (most ?? Number.MAX_SAFE_INTEGER)
  )
    return input as number;
  const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new ChatError('bad-request', `${name}: must be a whole number ${range}.`);
}

/** Reads the epoch of an entry that begins one. */
export function parseEpoch({ epoch }: Record<string, unknown>) {
  return epoch !== undefined && { epoch: parseInteger('epoch', epoch, { least: 1 }) };
}

/** Reads true or false. */
export function parseBoolean(name: string, input: unknown): boolean {
  if (typeof input !== 'boolean') throw new ChatError('bad-request', `${name}: must be true or false.`);
  return input;
}

/** Reads one line of text: with visible content, without control characters, at most `max` UTF-16 units, well-formed. */
export function parseSingleLine(name: string, input: unknown, max: number): string {
  const line = parseString(name, input).trim();
  if (!hasVisibleContent(line)) throw new ChatError('bad-request', `${name}: must not be empty.`);
  if (line.length > max)
    throw new ChatError('bad-request', `${name}: has ${line.length} characters; the limit is ${max}.`);
  if (!line.isWellFormed() || hasControlCharacters(line))
    throw new ChatError('bad-request', `${name}: contains a character that cannot be displayed. Type it again.`);
  return line;
}

/** Reads a body that contains exactly one of some fields. */
export function parseSingleField(input: unknown, names: readonly string[]): [name: string, value: unknown] {
  const fields = typeof input === 'object' && input !== null && !Array.isArray(input) ? Object.entries(input) : [];
  const [field] = fields;
  if (field && fields.length === 1 && names.includes(field[0])) return field;
  throw new ChatError(
    'bad-request',
    `The body must be a JSON object with ${names.length > 1 ? 'one of ' : ''}${names.join(', ')}.`,
  );
}
