// The routes of files: uploads and links.
import { ChatError, FILE_PARTS_MAX, parseFileId, parseNewFile } from '@parley/chat';
import type { FileLinks, LinkQuery } from '../files/file-links.ts';
import type { FileUploads } from '../files/file-uploads.ts';
import { channelName, jsonBody, type Request, type RouteHandlers, tokenUser } from './http.ts';

export type FileServices = { uploads: FileUploads; links: FileLinks };

/** `open` makes the services when they are needed first. */
export const fileRoutes = (open: () => FileServices) =>
  ({
    async createFile(request) {
      const file = parseNewFile(jsonBody(request));
      const { upload, created } = await open().uploads.create(channelName(request), file, tokenUser(request));
      return { status: created ? 201 : 200, body: upload };
    },
    async listFileParts(request) {
      const parts = await open().uploads.parts(
        channelName(request),
        fileId(request),
        partRange(request),
        tokenUser(request),
      );
      return { status: 200, body: parts };
    },
    async completeFile(request) {
      const file = await open().uploads.complete(channelName(request), fileId(request), tokenUser(request));
      return { status: 200, body: file };
    },
    async readFile(request) {
      const link = await open().links.create(
        channelName(request),
        fileId(request),
        linkQuery(request),
        tokenUser(request),
      );
      return { status: 200, body: link };
    },
  }) satisfies RouteHandlers;

function fileId(request: Request): string {
  return parseFileId(request.pathParameters?.['fileId']);
}

/** `?from=1&count=10`: the first part, and how many addresses. */
function partRange({ queryStringParameters = {} }: Request): { from: number; count: number } {
  const read = (name: 'from' | 'count', fallback: number, most: number) => {
    const text = queryStringParameters[name];
    const number = text === undefined ? fallback : /^\d{1,5}$/.test(text) ? Number(text) : 0;
    if (number >= 1 && number <= most) return number;
    throw new ChatError('bad-request', `${name}: must be a whole number from 1 to ${most}.`);
  };
  return { from: read('from', 1, 10_000), count: read('count', FILE_PARTS_MAX, FILE_PARTS_MAX) };
}

/** `?variant=original|thumbnail&download=1`. */
function linkQuery({ queryStringParameters = {} }: Request): LinkQuery {
  const { variant = 'original', download } = queryStringParameters;
  if (variant !== 'original' && variant !== 'thumbnail')
    throw new ChatError('bad-request', 'variant: must be original or thumbnail.');
  return { variant, isDownload: download === '1' };
}
