// Links to files: signed for one file and a few minutes, for members of its channel.
import { type FileLink, type FileLinkList, isInlineType, type WantedLink } from '@parley/chat';
import type { Members } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import { type ChatTableDeps, readRows, rowFinder } from '../db/chat-table.ts';
import { type FileRow, fileKey, hasExpired, parseFileRow } from '../db/file-rows.ts';
import { ApiError } from '../errors.ts';
import { countFileReads } from './file-read-limit.ts';
import type { FileObjects, Variant } from './file-store.ts';

export type FileLinksDeps = ChatTableDeps & { members: Members; store: FileObjects; now: () => number };

/** How long a link works: as long can a removed member, or a reader whom a member gave it, use it. */
export const LINK_SECONDS = 5 * 60;

/** Links of all users. */
export class FileLinks {
  readonly #deps: FileLinksDeps;

  constructor(deps: FileLinksDeps) {
    this.#deps = deps;
  }

  /** A link to a file of a message, or to one's own before it is posted. */
  async create(channel: string, wanted: WantedLink, reader: TokenUser): Promise<FileLink> {
    const { urls, expiresAt } = await this.createAll(channel, [wanted], reader);
    const [url] = urls;
    if (typeof url !== 'string') throw noFile();
    return { url, expiresAt };
  }

  /** Links to several files; null for a file to which the reader cannot have one. Each counts, whatever the answer. */
  async createAll(channel: string, wanted: readonly WantedLink[], reader: TokenUser): Promise<FileLinkList> {
    const { members, now } = this.#deps;
    const { settings } = await members.authorize(channel, reader, 'read');
    await countFileReads(this.#deps, reader, wanted.length);
    // A key may be in a batch only once.
    const ids = [...new Set(wanted.map(({ fileId }) => fileId))];
    const found = rowFinder(await readRows(this.#deps, ids.map(fileKey)));
    const urls = wanted.map((one) => {
      const file = parseFileRow(found(fileKey(one.fileId)), now());
      const isThere = file && !(file.state === 'posted' && hasExpired(file, settings, now()));
      return isThere && isReadable(file, channel, one, reader) ? this.#sign(file, one) : null;
    });
    return { urls: await Promise.all(urls), expiresAt: new Date(now() + LINK_SECONDS * 1000).toISOString() };
  }

  #sign(file: FileRow, { fileId, variant, download }: WantedLink): Promise<string> {
    return this.#deps.store.signGet(fileId, variant, headersOf(file, variant, download), LINK_SECONDS);
  }
}

function isReadable(file: FileRow, channel: string, { variant }: WantedLink, { userId }: TokenUser): boolean {
  const isThere = file.state === 'posted' || (file.state === 'stored' && file.userId === userId);
  return isThere && file.channel === channel && (variant === 'original' || file.thumbnail !== undefined);
}

/**
 * The headers of a response. The type is that of the row, whatever was uploaded, and is a displayed one only if it is in the list: HTML and
 * SVG are saved, never displayed.
 */
function headersOf({ name, type, thumbnail }: FileRow, variant: Variant, isDownload: boolean): Record<string, string> {
  const shown = variant === 'thumbnail' ? thumbnail?.type : type;
  const isInline = shown !== undefined && isInlineType(shown);
  return {
    'content-type': isInline ? shown : 'application/octet-stream',
    'content-disposition': isInline && !isDownload ? 'inline' : attachment(name),
    // For one browser, no longer than the link.
    'cache-control': `private, max-age=${LINK_SECONDS}, immutable`,
  };
}

/** RFC 6266, 4.3, and RFC 8187: the name in ASCII for old readers, and as it is. */
function attachment(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** The same for a file that never was, one of another channel, and one of a deleted message. */
function noFile(): ApiError {
  return new ApiError(404, 'no-file', 'This file does not exist, or its message was deleted.');
}
