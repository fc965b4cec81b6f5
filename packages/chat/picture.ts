// Pictures of users: an emoji, or a small image as a data URL, so that browsers do not request it from another host.
import { ChatError } from './errors.ts';
import { parseEmoji } from './new-entry.ts';

/** The largest image, in bytes: a hundred of them in base64 are 1.1 MB of the 6 MB that a function may return. */
export const PICTURE_MAX = 8 * 1024;

/** The longest side of an image, in pixels: twice its size on the page. */
export const PICTURE_SIDE_MAX = 128;

/** Reads a picture. The first bytes of an image must match its type, and its dimensions must be within the limit. */
export function parsePicture(input: unknown): string {
  if (typeof input !== 'string') throw new ChatError('bad-request', 'picture: must be an emoji or an image.');
  if (!input.startsWith('data:')) return parseEmoji(input);
  // Checked before the image is decoded: four characters are three bytes.
  if (input.length > PREFIX_MAX + (PICTURE_MAX / 3) * 4 + 4)
    throw new ChatError('bad-request', `picture: the image is larger than ${PICTURE_MAX} bytes.`);
  const [, kind, base64 = ''] = /^data:image\/(png|jpeg|webp);base64,([A-Za-z0-9+/]+={0,2})$/.exec(input) ?? [];
  if (kind === undefined)
    throw new ChatError('bad-request', 'picture: must be data:image/png, jpeg or webp in base64.');
  const bytes = decodeBase64(base64);
  if (bytes.length > PICTURE_MAX)
    throw new ChatError('bad-request', `picture: the image has ${bytes.length} bytes; the limit is ${PICTURE_MAX}.`);
  const size = SIZES[kind as keyof typeof SIZES](new DataView(bytes.buffer));
  if (!size) throw new ChatError('bad-request', `picture: this is not an image of the type ${kind}.`);
  const [width, height] = size;
  // A few bytes can decompress to an image that fills the memory of every browser that displays it.
  if (width < 1 || height < 1 || width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX)
    throw new ChatError(
      'bad-request',
      `picture: the image has ${width} by ${height} pixels; the limit is ${PICTURE_SIDE_MAX} by ${PICTURE_SIDE_MAX}.`,
    );
  return input;
}

const PREFIX_MAX = 'data:image/jpeg;base64,'.length;

type Size = [width: number, height: number];

/** The dimensions of an image of a type, or undefined when it is not of that type. */
const SIZES = { png: sizeOfPng, jpeg: sizeOfJpeg, webp: sizeOfWebp };

/** W3C, Portable Network Graphics, 5.2 and 11.2.1: the signature, then the chunk IHDR. */
function sizeOfPng(view: DataView): Size | undefined {
  if (view.byteLength < 33 || !startsAt(view, 0, '\x89PNG\r\n\x1a\n') || !startsAt(view, 12, 'IHDR')) return undefined;
  return [view.getUint32(16), view.getUint32(20)];
}

/** ITU T.81, B.1.1.3 and B.2.2: segments, among them that of the frame, which begins with a marker from SOF0 to SOF15. */
function sizeOfJpeg(view: DataView): Size | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 < view.byteLength) {
    const marker = view.getUint16(at);
    if (marker >> 8 !== 0xff) return undefined;
    if (marker >= 0xffc0 && marker <= 0xffcf && !NOT_A_FRAME.has(marker))
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** Markers of that range that do not begin a frame: Huffman tables, a reserved one, arithmetic conditioning. */
const NOT_A_FRAME: ReadonlySet<number> = new Set([0xffc4, 0xffc8, 0xffcc]);

/** RFC 9649, 2.5 to 2.7: the container, then one of three chunks. */
function sizeOfWebp(view: DataView): Size | undefined {
  if (view.byteLength < 30 || !startsAt(view, 0, 'RIFF') || !startsAt(view, 8, 'WEBP')) return undefined;
  const low14 = (at: number) => view.getUint16(at, true) & 0x3fff;
  if (startsAt(view, 12, 'VP8 ')) return [low14(26), low14(28)];
  if (startsAt(view, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
  }
  if (startsAt(view, 12, 'VP8X'))
    return [(view.getUint32(24, true) & 0xffffff) + 1, (view.getUint32(26, true) >>> 8) + 1];
  return undefined;
}

function startsAt(view: DataView, at: number, text: string): boolean {
  return [...text].every((character, index) => view.getUint8(at + index) === character.charCodeAt(0));
}

function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new ChatError('bad-request', 'picture: the image is not in base64.', { cause });
  }
}
