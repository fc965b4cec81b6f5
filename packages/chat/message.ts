// The id and the text of a message, and their limits.
import { ChatError } from './errors.ts';
import { hasVisibleContent } from './visible-text.ts';

/**
 * The longest text, in UTF-16 units. At worst each is six bytes of JSON, and base64 adds a third: 80 kB, well below
 * AppSync's limit of 240 kB for an event and DynamoDB's of 400 kB for an item.
 */
export const MESSAGE_MAX = 10_000;

/** The form of an id: 22 characters of base64url, 128 random bits. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{22}$/;

/** Creates the id that a message keeps from the composer to the timeline. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Reads an id. */
export function parseId(input: unknown): string {
  if (typeof input !== 'string' || !ID_PATTERN.test(input))
    throw new ChatError(
      'bad-request',
      'id: must be 22 characters of A-Z, a-z, 0-9, _ and -, created once for each message.',
    );
  return input;
}

/** Reads the text of a message: with visible content, well-formed Unicode, at most `MESSAGE_MAX` long. */
export function parseMessage(input: unknown): string {
  if (typeof input !== 'string') throw new ChatError('bad-message', 'message: must be a string.');
  if (!hasVisibleContent(input)) throw new ChatError('bad-message', 'The message is empty.');
  if (input.length > MESSAGE_MAX)
    throw new ChatError(
      'bad-message',
      `The message has ${input.length.toLocaleString('en')} characters; the limit is ${MESSAGE_MAX.toLocaleString('en')}. Send it in parts.`,
    );
  // UTF-8 cannot encode a lone surrogate, so no hop could transport it unchanged.
  if (!input.isWellFormed())
    throw new ChatError('bad-message', 'The message contains half of a character (a lone surrogate). Type it again.');
  return input;
}
