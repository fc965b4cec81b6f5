// Files of messages: what an entry says of them, which ones browsers display, and what the page's settings allow.
import { parseString } from './fields.ts';

/**
 * A file of a message, as its entry names it. `width` and `height` are pixels, `duration` is seconds; with `thumbnail` a small image of it
 * is stored, too.
 */
export type FileReference = {
  fileId: string;
  name: string;
  /** The media type, without parameters: `image/png`. */
  type: string;
  size: number;
  width?: number;
  height?: number;
  thumbnail?: true;
  duration?: number;
};

/** The most files of one message. */
export const MESSAGE_FILES_MAX = 10;

/** Files up to this size are uploaded with one request, larger ones in parts. */
export const SINGLE_UPLOAD_MAX = 16 * 1024 * 1024;

/** The size of all parts but the last: at least 5 MiB, and a file has at most 10,000 (Amazon S3 User Guide, "Multipart upload limits"). */
export const PART_SIZE = 8 * 1024 * 1024;

/** What the page knows of files, from its `config.json`; without it, files are switched off. */
export type FilesConfig = {
  /** The addresses that precede the paths of uploads and downloads. */
  uploads: string;
  downloads: string;
  /** The largest file, in bytes. */
  maxBytes: number;
  /** The types that are allowed, such as `image/*,application/pdf`; with an asterisk on both sides of the slash all but programs. */
  types: string;
  /** How many bytes a user may upload a day, and how many uploads may be unfinished at one time. */
  bytesPerDay: number;
  openUploads: number;
  /** Whether messages show what is behind their links. The images of previews are below `downloads`. */
  previews?: true;
};

/**
 * The types that browsers display in place. Everything else is downloaded: HTML and SVG can contain scripts, and what a browser makes
 * of a PDF or of an unknown type depends on the browser.
 */
export const INLINE_TYPES: readonly string[] = [
  ...(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'] as const),
  ...(['audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/ogg', 'audio/wav', 'audio/webm', 'audio/flac'] as const),
  ...(['video/mp4', 'video/webm', 'video/ogg', 'video/quicktime'] as const),
];

/** Whether a browser displays files of a type in place. */
export function isInlineType(type: string): boolean {
  return INLINE_TYPES.includes(type);
}

/** A file with more than its entry says of it, such as the thumbnail itself. */
type FileDetails = Omit<FileReference, 'thumbnail'> & { thumbnail?: object };

/** What an entry says of a file. */
export function referenceTo({
  fileId,
  name,
  type,
  size,
  width,
  height,
  duration,
  thumbnail,
}: FileDetails): FileReference {
  return {
    fileId,
    name,
    type,
    size,
    ...(width !== undefined && height !== undefined && { width, height }),
    ...(duration !== undefined && { duration }),
    ...(thumbnail && { thumbnail: true }),
  };
}

/** Reads the files of an entry; a message of an earlier version has none. */
export function parseFileReferences(input: unknown): { files?: FileReference[] } {
  return Array.isArray(input) && input.length > 0 ? { files: input.map(parseFileReference) } : {};
}

function parseFileReference(input: unknown): FileReference {
  const { fileId, name, type, size, width, height, thumbnail, duration } = (input ?? {}) as Record<string, unknown>;
  return {
    fileId: parseString('fileId', fileId),
    name: parseString('name', name),
    type: parseString('type', type),
    size: Number(size) || 0,
    ...(isPositive(width) && isPositive(height) && { width, height }),
    ...(thumbnail === true && { thumbnail }),
    ...(isPositive(duration) && { duration }),
  };
}

function isPositive(input: unknown): input is number {
  return typeof input === 'number' && input > 0;
}
