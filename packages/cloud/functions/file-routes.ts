// The routes of files: uploads and links.
import {
  ChatError,
  FILE_PARTS_MAX,
  parseFileId,
  parseFileListQuery,
  parseNewFile,
  parseVariant,
  parseWantedLinks,
  type WantedLink,
} from '@parley/chat';
import type { FileLinks } from '../files/file-links.ts';
import type { FileLists } from '../files/file-list.ts';
import type { FileUploads } from '../files/file-uploads.ts';
import { channelName, jsonBody, type Request, type RouteHandlers, tokenUser } from './http.ts';

export type FileServices = { uploads: FileUploads; links: FileLinks; lists: FileLists };

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
      const link = await open().links.create(channelName(request), wantedLink(request), tokenUser(request));
      return { status: 200, body: link };
    },
    async linkFiles(request) {
      const wanted = parseWantedLinks(jsonBody(request));
      const links = await open().links.createAll(channelName(request), wanted, tokenUser(request));
      return { status: 200, body: links };
    },
    async listFiles(request) {
      const query = parseFileListQuery(request.queryStringParameters ?? {});
      const page = await open().lists.page(channelName(request), query, tokenUser(request));
      return { status: 200, body: page };
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
function wantedLink(request: Request): WantedLink {
  const { variant = 'original', download } = request.queryStringParameters ?? {};
  return { fileId: fileId(request), variant: parseVariant(variant), download: download === '1' };
}
