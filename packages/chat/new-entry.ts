// What a person posts to a channel: something said, changed, taken back, or reacted to.
import { ChatError } from './errors.ts';
import { parseId, parseMessage } from './message.ts';

/** Something to say. The id is made at the keystroke, so that a retry is recognised; so it is with all of these. */
export type NewMessage = { id: string; kind: 'message'; message: string };

/** Other words for one's own message; `target` is its seq. */
export type NewEdit = { id: string; kind: 'edit'; target: number; message: string };

/** One's own message is taken back. */
export type NewDeletion = { id: string; kind: 'deletion'; target: number };

/** A reaction to a message, given or (`on` is false) taken away. */
export type NewReaction = { id: string; kind: 'reaction'; target: number; emoji: string; on: boolean };

/** What `POST /channels/{channel}/messages` takes. */
export type NewEntry = NewMessage | NewEdit | NewDeletion | NewReaction;

/** The fields of each kind beside `id` and `kind`. */
const FIELDS: Record<NewEntry['kind'], readonly string[]> = {
  message: ['message'],
  edit: ['target', 'message'],
  deletion: ['target'],
  reaction: ['target', 'emoji', 'on'],
};

/** Reads what a person posts; without a `kind` it is a message. Anything that the kind does not have is refused. */
export function parseNewEntry(input: unknown): NewEntry {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new ChatError('bad-request', 'The body must be a JSON object with id, kind and what the kind needs.');
  const { id: rawId, kind: rawKind = 'message', ...fields } = input as Record<string, unknown>;
  const kind = parseKind(rawKind);
  const unknown = Object.keys(fields).find((name) => !FIELDS[kind].includes(name));
  if (unknown !== undefined)
    throw new ChatError(
      'bad-request',
      `${JSON.stringify(unknown.slice(0, 50))} is not taken: the body of this kind holds id, kind, ${FIELDS[kind].join(', ')} and nothing else.`,
    );
  const id = parseId(rawId);
  const { target, message, emoji, on } = fields;
  switch (kind) {
    case 'message':
      return { id, kind, message: parseMessage(message) };
    case 'edit':
      return { id, kind, target: parseTarget(target), message: parseMessage(message) };
    case 'deletion':
      return { id, kind, target: parseTarget(target) };
    case 'reaction':
      return { id, kind, target: parseTarget(target), emoji: parseEmoji(emoji), on: parseOn(on) };
  }
}

/** Reads a reaction: one emoji, as Unicode recommends them for interchange (UTS #51, RGI_Emoji). */
export function parseEmoji(input: unknown): string {
  if (typeof input === 'string' && /^\p{RGI_Emoji}$/v.test(input)) return input;
  throw new ChatError('bad-request', 'emoji: one emoji is needed.');
}

function parseKind(input: unknown): NewEntry['kind'] {
  if (typeof input === 'string' && Object.hasOwn(FIELDS, input)) return input as NewEntry['kind'];
  throw new ChatError('bad-request', `kind: one of ${Object.keys(FIELDS).join(', ')}.`);
}

function parseTarget(input: unknown): number {
  if (Number.isSafeInteger(input) && (input as number) >= 1) return input as number;
  throw new ChatError('bad-request', 'target: the seq of a message, a whole number from 1 on.');
}

function parseOn(input: unknown): boolean {
  if (typeof input === 'boolean') return input;
  throw new ChatError('bad-request', 'on: true or false.');
}
