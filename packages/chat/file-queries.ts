// What clients ask of the files of a channel: a page of their list, and links to several.
import { ChatError } from './errors.ts';
import { parseString } from './fields.ts';
import {
  FILE_KINDS,
  FILE_LINK_VARIANTS,
  FILE_LINKS_MAX,
  FILES_PAGE_MAX,
  type FileKind,
  type WantedLink,
} from './file-answers.ts';
import { parseFileId } from './new-file.ts';

/** A page of the list: files before a place in it, of one kind or of all. */
export type FileListQuery = { before?: number; kind?: FileKind; limit: number };

/** Reads `?before=&kind=&limit=`. */
export function parseFileListQuery({
  before,
  kind,
  limit,
}: Readonly<Record<string, string | undefined>>): FileListQuery {
  const known = FILE_KINDS.find((one) => one === kind);
  if (kind !== undefined && !known) throw bad(`kind: must be one of ${FILE_KINDS.join(', ')}.`);
  return {
    ...(before !== undefined && { before: parseNumber('before', before, Number.MAX_SAFE_INTEGER) }),
    ...(known && { kind: known }),
    limit: limit === undefined ? FILES_PAGE_MAX : parseNumber('limit', limit, FILES_PAGE_MAX),
  };
}

/** Reads `{ files: [{ fileId, variant?, download? }] }`. */
export function parseWantedLinks(input: unknown): WantedLink[] {
  const { files } = Object(input) as Record<string, unknown>;
  if (!Array.isArray(files) || files.length === 0 || files.length > FILE_LINKS_MAX)
    throw bad(`files: must be a list of 1 to ${FILE_LINKS_MAX} files.`);
  return files.map((one) => {
    const { fileId, variant = 'original', download = false } = Object(one) as Record<string, unknown>;
    return { fileId: parseFileId(fileId), variant: parseVariant(variant), download: download === true };
  });
}

/** Reads a variant of a file. */
export function parseVariant(input: unknown): WantedLink['variant'] {
  const variant = FILE_LINK_VARIANTS.find((one) => one === parseString('variant', input));
  if (variant) return variant;
  throw bad('variant: must be original or thumbnail.');
}

function parseNumber(name: string, text: string, most: number): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw bad(`${name}: must be a whole number from 1 to ${most}.`);
}

function bad(message: string): ChatError {
  return new ChatError('bad-request', message);
}
