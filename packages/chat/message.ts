// A message as a person sends it, and its limits.
import { ChatError } from './errors.ts';

/**
 * The longest message, in UTF-16 units. At worst each is six bytes of JSON, and base64 adds a third: 80 kB, well under the
 * 240 kB that AppSync takes for an event and the 400 kB that DynamoDB takes for an item.
 */
export const MESSAGE_MAX = 10_000;

/** An id as `newId` makes it: 22 characters of base64url, 128 random bits. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{22}$/;

/** Makes the id that a message keeps from the keystroke to the screen. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Reads a message's id. */
export function parseId(input: unknown): string {
  if (typeof input !== 'string' || !ID_PATTERN.test(input))
    throw new ChatError('bad-request', 'id: 22 characters of A-Z, a-z, 0-9, _ and -, made once for each message.');
  return input;
}

/** Reads a message's text: not blank, well-formed Unicode, at most `MESSAGE_MAX` long. */
export function parseMessage(input: unknown): string {
  if (typeof input !== 'string') throw new ChatError('bad-message', 'message: a text is needed.');
  if (input.trim() === '') throw new ChatError('bad-message', 'The message is empty.');
  if (input.length > MESSAGE_MAX)
    throw new ChatError(
      'bad-message',
      `The message is ${input.length.toLocaleString('en')} characters long; the longest is ${MESSAGE_MAX.toLocaleString('en')}. Send it in parts.`,
    );
  // UTF-8 has no form for half a surrogate pair, so no hop could carry it unchanged.
  if (!input.isWellFormed())
    throw new ChatError('bad-message', 'The message holds half of a character (a lone surrogate). Type it again.');
  return input;
}
