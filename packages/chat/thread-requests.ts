// The bodies of requests about threads, and the links that a new message may have.
import { ChatError } from './errors.ts';
import { parseBoolean, parseInteger } from './fields.ts';
import type { NewLinks } from './message-links.ts';

/** Reads the links of a new message. */
export function parseNewLinks({ replyTo, thread, alsoInChannel, everyone }: Record<string, unknown>): NewLinks {
  if (alsoInChannel !== undefined && (alsoInChannel !== true || thread === undefined))
    throw new ChatError('bad-request', 'alsoInChannel: must be true, in a message with thread, or missing.');
  if (everyone !== undefined && thread !== undefined)
    throw new ChatError('bad-request', 'everyone: a reply in a thread mentions only users by name.');
  return {
    ...(replyTo !== undefined && { replyTo: parseSeq('replyTo', replyTo) }),
    ...(thread !== undefined && { thread: parseSeq('thread', thread) }),
    ...(alsoInChannel === true && { alsoInChannel }),
  };
}

/** Reads the body of `PUT /channels/{channel}/threads/{seq}/read`: the number of the newest reply that is read. */
export function parseThreadRead(input: unknown): number {
  const { count } = (input ?? {}) as Record<string, unknown>;
  if (count === undefined) throw new ChatError('bad-request', 'The body must be { "count": newest read reply }.');
  return parseInteger('count', count, { least: 1 });
}

/** Reads the body of `PUT /channels/{channel}/threads/{seq}/follow`. */
export function parseThreadFollow(input: unknown): boolean {
  return parseBoolean('following', ((input ?? {}) as Record<string, unknown>)['following']);
}

function parseSeq(name: string, input: unknown): number {
  return parseInteger(name, input, { least: 1 });
}
