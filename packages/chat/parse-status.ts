// Reads statuses.
import { ChatError } from './errors.ts';
import { parseString } from './fields.ts';
import { parseEmoji } from './new-entry.ts';
import { STATUS_MAX, type Status } from './status.ts';
import { hasControlCharacters, hasVisibleContent } from './visible-text.ts';

/** Reads a status. Spaces at the ends of its text are removed, and repeated spaces become one. */
export function parseStatus(input: unknown): Status {
  const { text: given, emoji, until } = Object(input) as Record<string, unknown>;
  const text = parseString('status.text', given);
  if (!text.isWellFormed() || hasControlCharacters(text))
    throw new ChatError('bad-request', 'status: contains a character that cannot be displayed. Type it again.');
  // Before the spaces are replaced, so that this takes little time for any text.
  if (text.length > STATUS_MAX * 4) throw tooLong(text.length);
  const line = text.trim().replace(/\s+/gu, ' ');
  if (!hasVisibleContent(line)) throw new ChatError('bad-request', 'status: contains no visible character.');
  const { length } = [...line];
  if (length > STATUS_MAX) throw tooLong(length);
  return {
    text: line,
    ...(emoji !== undefined && { emoji: parseEmoji(emoji) }),
    ...(until !== undefined && { until: parseTime(until) }),
  };
}

function parseTime(input: unknown): string {
  const at = typeof input === 'string' && input.length <= TIME_LENGTH_MAX ? Date.parse(input) : Number.NaN;
  if (Number.isNaN(at)) throw new ChatError('bad-request', 'status.until: must be a time in ISO 8601.');
  return new Date(at).toISOString();
}

/** With an expanded year and an offset. */
const TIME_LENGTH_MAX = 32;

function tooLong(length: number): ChatError {
  return new ChatError('bad-request', `status: has ${length} characters; the limit is ${STATUS_MAX}.`);
}
