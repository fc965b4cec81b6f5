// The routes of files.
import type { FileParts, FileUpload } from '@parley/chat';
import type { FileVariant, RequestLink } from '../state/files/file-links.ts';
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

const QUERIES: Readonly<Record<FileVariant, Readonly<Record<string, string>>>> = {
  thumbnail: { variant: 'thumbnail' },
  original: { variant: 'original' },
  download: { variant: 'original', download: '1' },
};

/** Requests signed links, below the address of the downloads. */
export function linkRequest({ request }: Pick<Api, 'request'>, downloads: string): RequestLink {
  return async (channel, fileId, variant) => {
    const { url, expiresAt } = await request('readFile', { channel, fileId }, { query: QUERIES[variant] });
    if (typeof url !== 'string' || typeof expiresAt !== 'string') throw unexpectedAnswer('url');
    return { url: downloads + url, expiresAt };
  };
}
