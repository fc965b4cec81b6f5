// The routes of files.
import type { FileList, FileParts, FileUpload } from '@parley/chat';
import type { RequestFiles } from '../state/files/channel-file-list.ts';
import type { RequestLinks } from '../state/files/file-links.ts';
import type { FileRecord } from '../state/files/file-record.ts';
import type { UploadApi } from '../state/files/file-upload.ts';
import { unexpectedAnswer } from './request.ts';
import type { Api } from './types.ts';

/** The routes that an upload calls. Their responses are those of the same deployment. */
export function uploadApi({ request }: Pick<Api, 'request'>): UploadApi {
  return {
    async createFile({ channel, fileId, name, type, size, width, height, duration, thumbnail }) {
      const body = { fileId, name, type, size, width, height, duration, thumbnail };
      return (await request('createFile', { channel }, { body })) as FileUpload;
    },
    async listParts({ channel, fileId }, from, count) {
      const query = { from: String(from), count: String(count) };
      return (await request('listFileParts', { channel, fileId }, { query })) as FileParts;
    },
    async completeFile({ channel, fileId }: FileRecord) {
      await request('completeFile', { channel, fileId });
    },
  };
}

/** Requests signed links, below the address of the downloads. */
export function linksRequest({ request }: Pick<Api, 'request'>, downloads: string): RequestLinks {
  return async (channel, wanted) => {
    const files = wanted.map(({ fileId, variant }) =>
      variant === 'download' ? { fileId, download: true } : { fileId, variant },
    );
    const { urls, expiresAt } = await request('linkFiles', { channel }, { body: { files } });
    if (!Array.isArray(urls) || typeof expiresAt !== 'string') throw unexpectedAnswer('urls');
    return { urls: urls.map((url) => (typeof url === 'string' ? downloads + url : undefined)), expiresAt };
  };
}

/** Requests a page of the list of a channel's files. */
export function filesRequest({ request }: Pick<Api, 'request'>, channel: string): RequestFiles {
  return async ({ before, kind }) => {
    const query = { ...(before !== undefined && { before: String(before) }), ...(kind && { kind }) };
    const page = await request('listFiles', { channel }, { query });
    if (!Array.isArray(page['files'])) throw unexpectedAnswer('files');
    return page as FileList;
  };
}
