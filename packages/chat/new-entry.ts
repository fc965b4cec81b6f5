// The body of `POST /channels/{channel}/messages`: a message, an edit, a deletion, a reaction or a pin.
import { codeRanges } from './code-ranges.ts';
import { ChatError } from './errors.ts';
import { EVERYONE, type Everyone, hasEveryone } from './everyone.ts';
import { parseBoolean, parseInteger } from './fields.ts';
import { MESSAGE_FILES_MAX } from './files.ts';
import { parseId, parseMessage } from './message.ts';
import { NEW_LINKS, type NewLinks } from './message-links.ts';
import { parseFileId } from './new-file.ts';
import type { NewPin } from './pins.ts';
import { parseNewLinks } from './thread-requests.ts';

/** A new message; `files` are the ids of completed uploads, with which its text may be empty; `everyone` if its `@channel` or `@here` is to mention all members or those online. As in all of these, the client creates the id before the first attempt, so that a retry is recognized. */
export type NewMessage = {
  id: string;
  kind: 'message';
  message: string;
  files?: string[];
  everyone?: Everyone;
} & NewLinks;

/** A new text of one's own message; `target` is its seq. `noPreviews` removes the previews of its links. */
export type NewEdit = { id: string; kind: 'edit'; target: number; message: string; noPreviews?: true };

/** The deletion of a message: one's own, or as a moderator any. */
export type NewDeletion = { id: string; kind: 'deletion'; target: number };

/** A reaction to a message, added or, if `on` is false, removed. */
export type NewReaction = { id: string; kind: 'reaction'; target: number; emoji: string; on: boolean };

/** The body of `POST /channels/{channel}/messages`. */
export type NewEntry = NewMessage | NewEdit | NewDeletion | NewReaction | NewPin;

/** The fields of each kind besides `id` and `kind`. */
const FIELDS: Record<NewEntry['kind'], readonly string[]> = {
  message: ['message', 'files', 'everyone', ...NEW_LINKS],
  edit: ['target', 'message', 'noPreviews'],
  deletion: ['target'],
  reaction: ['target', 'emoji', 'on'],
  pin: ['target', 'on'],
};

/** Reads the entry of a body; without a `kind` it is a message. A field that the kind does not have is an error. */
export function parseNewEntry(input: unknown): NewEntry {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new ChatError('bad-request', 'The body must be a JSON object with id, kind and the fields of that kind.');
  const { id: rawId, kind: rawKind = 'message', after: _after, ...fields } = input as Record<string, unknown>;
  const kind = parseKind(rawKind);
  const unknown = Object.keys(fields).find((name) => !FIELDS[kind].includes(name));
  if (unknown !== undefined)
    throw new ChatError(
      'bad-request',
      `${JSON.stringify(unknown.slice(0, 50))} is not allowed: the body of this kind has only id, after, kind, ${FIELDS[kind].join(', ')}.`,
    );
  const id = parseId(rawId);
  const { target, message, files, everyone, emoji, on, noPreviews } = fields;
  switch (kind) {
    case 'message':
      return { id, kind, ...parseMessageWithFiles(message, files, everyone), ...parseNewLinks(fields) };
    case 'edit':
      return {
        id,
        kind,
        target: parseTarget(target),
        message: parseMessage(message),
        ...(noPreviews !== undefined && { noPreviews: parseNoPreviews(noPreviews) }),
      };
    case 'deletion':
      return { id, kind, target: parseTarget(target) };
    case 'reaction':
      return { id, kind, target: parseTarget(target), emoji: parseEmoji(emoji), on: parseBoolean('on', on) };
    case 'pin':
      return { id, kind, target: parseTarget(target), on: parseBoolean('on', on) };
  }
}

function parseMessageWithFiles(message: unknown, files: unknown, everyone: unknown): Omit<NewMessage, 'id' | 'kind'> {
  if (files === undefined) return parseMessageWithEveryone(parseMessage(message), everyone);
  const text = message === undefined || message === '' ? '' : parseMessage(message);
  return { ...parseMessageWithEveryone(text, everyone), files: parseFileIds(files) };
}

function parseFileIds(input: unknown): string[] {
  if (!Array.isArray(input) || input.length < 1 || input.length > MESSAGE_FILES_MAX)
    throw new ChatError('bad-request', `files: must be a list of 1 to ${MESSAGE_FILES_MAX} ids.`);
  const ids = input.map(parseFileId);
  if (new Set(ids).size < ids.length) throw new ChatError('bad-request', 'files: names a file twice.');
  return ids;
}

function parseMessageWithEveryone(message: string, everyone: unknown): Pick<NewMessage, 'message' | 'everyone'> {
  if (everyone === undefined) return { message };
  const found = EVERYONE.find((one) => one === everyone);
  if (found && hasEveryone(message, found, codeRanges)) return { message, everyone: found };
  throw new ChatError('bad-request', 'everyone: must be channel or here, and the message must have @channel or @here.');
}

/**
 * Reads `after` of a body: the newest seq of the channel that its sender had seen when the id was created, 0 for none. A later
 * attempt has the same `after`, or that of a sender who has read everything in between and has not found the id.
 */
export function parseAfter(input: unknown): number | undefined {
  const { after } = (input ?? {}) as Record<string, unknown>;
  return after === undefined ? undefined : parseInteger('after', after, { least: 0 });
}

/** Reads one emoji, as Unicode recommends them for general interchange (UTS #51, RGI_Emoji). */
export function parseEmoji(input: unknown): string {
  if (typeof input === 'string' && /^\p{RGI_Emoji}$/v.test(input)) return input;
  throw new ChatError('bad-request', 'emoji: must be one emoji.');
}

function parseKind(input: unknown): NewEntry['kind'] {
  if (typeof input === 'string' && Object.hasOwn(FIELDS, input)) return input as NewEntry['kind'];
  throw new ChatError('bad-request', `kind: must be one of ${Object.keys(FIELDS).join(', ')}.`);
}

// An edit cannot bring them back.
function parseNoPreviews(input: unknown): true {
  if (input === true) return true;
  throw new ChatError('bad-request', 'noPreviews: must be true, or missing.');
}

function parseTarget(input: unknown): number {
  return parseInteger('target', input, { least: 1 });
}
