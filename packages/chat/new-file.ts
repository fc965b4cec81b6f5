// The body of `POST /channels/{channel}/files`: what a client says of a file before it uploads the bytes, and which files are allowed.
import { ChatError } from './errors.ts';
import { parseInteger, parseString } from './fields.ts';
import type { FileReference } from './files.ts';
import { ID_PATTERN } from './message.ts';
import { CONTROL_CHARACTERS, hasVisibleContent } from './visible-text.ts';

/** The types of thumbnails. Safari cannot encode WebP. */
export const THUMBNAIL_TYPES = ['image/jpeg', 'image/webp', 'image/png'] as const;
export type ThumbnailType = (typeof THUMBNAIL_TYPES)[number];

/** A file that a client is about to upload. The client creates its id before the first attempt, like that of a message. */
export type NewFile = Omit<FileReference, 'thumbnail'> & { thumbnail?: { size: number; type: ThumbnailType } };

/** The largest thumbnail: ten times what an image of 480 pixels takes. */
export const THUMBNAIL_MAX = 128 * 1024;

/** The longest name, in UTF-16 units: file systems take 255 bytes, and ten names are a small part of an entry. */
export const FILE_NAME_MAX = 200;

/** The longest side and the most pixels of an image or a video: beyond what cameras produce, browsers run out of memory. */
export const SIDE_MAX = 32_767;
export const PIXELS_MAX = 268_435_456;

/** The longest audio or video: a week. */
const DURATION_MAX = 7 * 24 * 60 * 60;

/** RFC 6838, 4.2: the names of a media type. */
const TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

/** The type of a file whose type is not known. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/**
 * Names that start a program when a user opens the file: Windows, macOS and Linux each run some of them without a question. The list is
 * that of Gmail ("File types blocked in Gmail") with shortcuts and disk images.
 */
const PROGRAMS =
  /\.(?:ade|adp|apk|app|appx|appxbundle|bat|cab|chm|cmd|com|command|cpl|desktop|diagcab|diagcfg|diagpkg|dll|dmg|exe|hta|img|inf|ins|iso|isp|jar|jnlp|js|jse|lib|lnk|mde|mjs|msc|msi|msix|msixbundle|msp|mst|nsh|pif|pkg|ps1|reg|scr|sct|settingcontent-ms|sh|shb|sys|url|vb|vbe|vbs|vhd|vhdx|vxd|webloc|wsc|wsf|wsh|xll)$/i;

/**
 * A name as it is stored: its last part without the path, without control characters (some turn the direction of the text, so that
 * `gpj.exe` reads `exe.jpg`), at most `FILE_NAME_MAX` long with its extension.
 */
export function cleanFileName(name: string): string {
  const line = name
    .toWellFormed()
    .replace(/^.*[/\\]/s, '')
    .replaceAll(CONTROL_CHARACTERS, '')
    .replaceAll(/\s+/g, ' ')
    // Windows drops dots and spaces at the end, so that `a.exe.` is a program.
    .replace(/[\s.]+$/, '')
    .trimStart();
  if (!hasVisibleContent(line.replaceAll('.', ''))) return 'file';
  if (line.length <= FILE_NAME_MAX) return line;
  const [extension = ''] = /\.[^.]{1,20}$/.exec(line) ?? [];
  return line.slice(0, FILE_NAME_MAX - extension.length).toWellFormed() + extension;
}

/** Whether the setting of the stack allows a file: a list of types, of which each part may be an asterisk. Programs are never allowed. */
export function isFileAllowed({ name, type }: Pick<FileReference, 'name' | 'type'>, types: string): boolean {
  if (PROGRAMS.test(name)) return false;
  return types.split(',').some((one) => {
    const allowed = one.trim();
    if (allowed === '*/*') return true;
    return allowed.endsWith('/*') ? type.startsWith(allowed.slice(0, -1)) : type === allowed;
  });
}

/** Reads the body. Whether the file is allowed and not too large is a matter of the stack's settings. */
export function parseNewFile(input: unknown): NewFile {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw badFile('The body must be a JSON object with fileId, name, type and size.');
  const { fileId, name, type, size, width, height, duration, thumbnail, ...others } = input as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw badFile(`${JSON.stringify(unknown.slice(0, 50))} is not a field of a file.`);
  const media = parseFileType(type);
  const isVisual = /^(?:image|video)\//.test(media);
  if (!isVisual && (width !== undefined || thumbnail !== undefined))
    throw badFile('Only images and videos have dimensions and a thumbnail.');
  return {
    fileId: parseFileId(fileId),
    name: parseFileName(name),
    type: media,
    size: parseInteger('size', size, { least: 1 }),
    ...parseDimensions(width, height),
    ...(duration !== undefined && { duration: parseDuration(duration, media) }),
    ...(thumbnail !== undefined && { thumbnail: parseThumbnail(thumbnail) }),
  };
}

/** Reads the id of a file. */
export function parseFileId(input: unknown): string {
  if (typeof input === 'string' && ID_PATTERN.test(input)) return input;
  throw badFile('fileId: must be 22 characters of A-Z, a-z, 0-9, _ and -, created once for each file.');
}

function parseFileName(input: unknown): string {
  const name = parseString('name', input);
  if (name.length > 4_096) throw badFile('name: is longer than any path.');
  return cleanFileName(name);
}

/** Reads a media type. Its parameters (`;codecs=opus`) are left out; an empty one is unknown. */
function parseFileType(input: unknown): string {
  const type = parseString('type', input).split(';', 1)[0]?.trim().toLowerCase() || UNKNOWN_TYPE;
  if (TYPE.test(type)) return type;
  throw badFile('type: must be a media type such as image/png.');
}

function parseDimensions(width: unknown, height: unknown): { width?: number; height?: number } {
  if (width === undefined && height === undefined) return {};
  const [w, h] = [width, height].map((one) => parseInteger('width and height', one, { least: 1, most: SIDE_MAX }));
  if ((w as number) * (h as number) > PIXELS_MAX)
    throw badFile(`width and height: the image has more than ${PIXELS_MAX} pixels.`);
  return { width: w as number, height: h as number };
}

function parseDuration(input: unknown, type: string): number {
  if (!/^(?:audio|video)\//.test(type)) throw badFile('Only audio and video have a duration.');
  if (typeof input === 'number' && input > 0 && input <= DURATION_MAX) return Math.round(input * 10) / 10 || 0.1;
  throw badFile('duration: must be seconds, more than 0 and at most a week.');
}

function parseThumbnail(input: unknown): { size: number; type: ThumbnailType } {
  const { size, type = THUMBNAIL_TYPES[0] } = (input ?? {}) as Record<string, unknown>;
  const known = THUMBNAIL_TYPES.find((one) => one === type);
  if (!known) throw badFile(`thumbnail: its type must be one of ${THUMBNAIL_TYPES.join(', ')}.`);
  return { size: parseInteger('thumbnail', size, { least: 1, most: THUMBNAIL_MAX }), type: known };
}

function badFile(message: string): ChatError {
  return new ChatError('bad-file', message);
}
