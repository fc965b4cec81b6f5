// The answers of the routes of files. Each `url` is a path with a query, below an address of the page's `FilesConfig`.
import type { FileReference } from './files.ts';

/** Where a client stores bytes: a PUT of all `headers` to `url`. The answer 412 says that they are stored already. */
export type SignedUpload = { url: string; headers: Record<string, string> };

/** The answer to `POST /channels/{channel}/files`. `expiresAt` (ISO 8601) is when its addresses expire: the same request returns new ones. */
export type FileUpload = {
  upload: ({ kind: 'put' } & SignedUpload) | { kind: 'multipart'; partSize: number; parts: number };
  thumbnail?: SignedUpload;
  expiresAt: string;
};

/** The answer to `GET /channels/{channel}/files/{fileId}/parts`: the parts that are stored, and where to store those that are not. */
export type FileParts = { stored: { part: number; size: number }[]; urls: ({ part: number } & SignedUpload)[] };

/** The answer to `POST /channels/{channel}/files/{fileId}/complete`. */
export type CompletedFile = { file: FileReference };

/** The answer to `GET /channels/{channel}/files/{fileId}`: a link that any reader of it can use until `expiresAt`. */
export type FileLink = { url: string; expiresAt: string };

/** The parts whose addresses one answer contains. */
export const FILE_PARTS_MAX = 50;
