// Links to files: signed for one file and a few minutes, for members of its channel.
import { type FileLink, isInlineType } from '@parley/chat';
import type { Members } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import { type ChatTableDeps, readRows } from '../db/chat-table.ts';
import { type FileRow, fileKey, parseFileRow } from '../db/file-rows.ts';
import { FILE_LINK_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import { UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import { ApiError } from '../errors.ts';
import type { FileObjects, Variant } from './file-store.ts';

export type FileLinksDeps = ChatTableDeps & { members: Members; store: FileObjects; now: () => number };

/** How long a link works: as long can a removed member, or a reader whom a member gave it, use it. */
export const LINK_SECONDS = 5 * 60;

/** What a request asks for: the file or its small image, and whether a browser shall save even what it could display. */
export type LinkQuery = { variant: Variant; isDownload: boolean };

/** Links of all users. */
export class FileLinks {
  readonly #deps: FileLinksDeps;

  constructor(deps: FileLinksDeps) {
    this.#deps = deps;
  }

  /** A link to a file of a message, or to one's own before it is posted. */
  async create(
    channel: string,
    fileId: string,
    { variant, isDownload }: LinkQuery,
    reader: TokenUser,
  ): Promise<FileLink> {
    const { members, store, now } = this.#deps;
    await members.authorize(channel, reader, 'read');
    await this.#count(reader);
    const [row] = await readRows(this.#deps, [fileKey(fileId)]);
    const file = parseFileRow(row, now());
    const isReadable = file?.state === 'posted' || (file?.state === 'stored' && file.userId === reader.userId);
    if (!file || file.channel !== channel || !isReadable || (variant === 'thumbnail' && !file.thumbnail))
      throw noFile();
    return {
      url: await store.signGet(fileId, variant, headersOf(file, variant, isDownload), LINK_SECONDS),
      expiresAt: new Date(now() + LINK_SECONDS * 1000).toISOString(),
    };
  }

  /** Counts a link of a user; throws when there are too many. */
  async #count(reader: TokenUser): Promise<void> {
    const { dynamodb, chatTable, now } = this.#deps;
    const limiter = new RateLimiter(chatTable, FILE_LINK_RATE_LIMIT);
    const at = now();
    try {
      await dynamodb.send(new UpdateCommand(limiter.countUpdate(reader, at, 1)));
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) throw limiter.count(reader, at).error(undefined);
      throw error;
    }
  }
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
