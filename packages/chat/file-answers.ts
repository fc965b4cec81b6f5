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

/** A file whose link a reader wants: the file or its small image, and whether a browser shall save even what it could display. */
export type WantedLink = { fileId: string; variant: FileLinkVariant; download: boolean };

/** The variants of a file: its bytes, or its small image. */
export const FILE_LINK_VARIANTS = ['original', 'thumbnail'] as const;
export type FileLinkVariant = (typeof FILE_LINK_VARIANTS)[number];

/** The answer to `POST /channels/{channel}/files/links`: for each file in their order a path, or null if the reader cannot have it. */
export type FileLinkList = { urls: (string | null)[]; expiresAt: string };

/** The links of one answer: more than the files that a page displays at one time. */
export const FILE_LINKS_MAX = 50;

/** The kinds of files by which a list is filtered. Documents are all that are neither images nor audio or video. */
export const FILE_KINDS = ['image', 'media', 'document'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** The kind of a media type. */
export function fileKindOf(type: string): FileKind {
  if (type.startsWith('image/')) return 'image';
  return /^(?:audio|video)\//.test(type) ? 'media' : 'document';
}

/** A file of a channel, with the message that has it. A reply that is only in its thread has the root's seq as `thread`. */
export type ListedFile = FileReference & {
  seq: number;
  userId: string;
  username: string;
  timestamp: string;
  thread?: number;
};

/** The answer to `GET /channels/{channel}/files`, newest first. With `next` there are more: the value for `before`. */
export type FileList = { files: ListedFile[]; next?: number };

/** The files of one page of a list. */
export const FILES_PAGE_MAX = 50;

/** The parts whose addresses one answer contains. */
export const FILE_PARTS_MAX = 50;
