// Removes what an image says beside its pixels, such as the place where it was taken, without encoding the pixels again.

import { cleanGif } from './gif-metadata.ts';
import { cleanHeif } from './heif-metadata.ts';
import { fourCharacters, type ImageFormat, isStandaloneMarker } from './image-header.ts';
import { isNormal, orientationIn, orientationTiff } from './image-orientation.ts';

/** An image without metadata, and whether its orientation exchanges width and height. */
export type CleanImage = { parts: Uint8Array<ArrayBuffer>[]; turned: boolean };

/**
 * The image without Exif, XMP, IPTC, comments, and anything behind its end, such as further pictures with a place of their own. The colour
 * profile and the orientation remain, without which it would look different. Undefined if its structure is invalid.
 */
export function withoutMetadata(bytes: Uint8Array<ArrayBuffer>, format: ImageFormat): CleanImage | undefined {
  try {
    switch (format) {
      case 'image/jpeg':
        return cleanJpeg(bytes);
      case 'image/png':
        return cleanPng(bytes);
      case 'image/webp':
        return cleanWebp(bytes);
      case 'image/gif':
        return unturned(cleanGif(bytes));
      case 'image/avif':
      case 'image/heic':
        return unturned(cleanHeif(bytes));
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

// These formats have no orientation in Exif data that a browser would follow.
function unturned(parts: Uint8Array<ArrayBuffer>[] | undefined): CleanImage | undefined {
  return parts && { parts, turned: false };
}

const EXIF_HEADER = 'Exif\0\0';

function cleanJpeg(bytes: Uint8Array<ArrayBuffer>): CleanImage | undefined {
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 2)];
  let orientation = 1;
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) {
      parts.push(bytes.subarray(at, at + 2));
      break;
    }
    let end = isStandaloneMarker(marker) ? at + 2 : at + 2 + view.getUint16(at + 2);
    if (end > bytes.length) return undefined;
    if (marker === 0xe1 && startsWith(bytes, at + 4, EXIF_HEADER))
      orientation = orientationIn(bytes.subarray(at + 4 + EXIF_HEADER.length, end)) ?? orientation;
    if (marker === 0xda) end = endOfScan(bytes, end);
    if (isKept(bytes, at, marker)) parts.push(bytes.subarray(at, end));
    // A download that was cut off: browsers display what there is.
    if (end >= bytes.length) break;
    at = end;
  }
  if (!isNormal(orientation)) parts.splice(hasJfif(parts) ? 2 : 1, 0, exifSegment(orientation));
  return { parts, turned: orientation >= 5 };
}

// APP0 is JFIF, APP2 may be the colour profile, and APP14 says how Adobe has encoded colours.
function isKept(bytes: Uint8Array, at: number, marker: number): boolean {
  if (marker === 0xe0) return startsWith(bytes, at + 4, 'JFIF\0');
  if (marker === 0xe2) return startsWith(bytes, at + 4, 'ICC_PROFILE\0');
  if (marker === 0xee) return startsWith(bytes, at + 4, 'Adobe');
  return !(marker >= 0xe0 && marker <= 0xef) && marker !== 0xfe;
}

// In the data of a scan FF is followed by 00 or by a restart marker; any other marker ends it.
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] as number;
    if (marker !== 0x00 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd7)) return at;
  }
  return bytes.length;
}

// JFIF has to be the first segment.
function hasJfif(parts: readonly Uint8Array[]): boolean {
  return parts[1]?.[1] === 0xe0;
}

function exifSegment(orientation: number): Uint8Array<ArrayBuffer> {
  const tiff = orientationTiff(orientation);
  const length = 2 + EXIF_HEADER.length + tiff.length;
  return Uint8Array.of(0xff, 0xe1, length >> 8, length & 0xff, ...encoded(EXIF_HEADER), ...tiff);
}

/** The chunks that a decoder needs (PNG 3rd edition, 11.1), those of animations included. */
const PNG_CHUNKS: ReadonlySet<string> = new Set([
  ...(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT'] as const),
  ...(['sRGB', 'cICP', 'mDCV', 'cLLI', 'bKGD', 'pHYs', 'acTL', 'fcTL', 'fdAT'] as const),
]);

function cleanPng(bytes: Uint8Array<ArrayBuffer>): CleanImage | undefined {
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 8)];
  let orientation = 1;
  for (let at = 8; at < bytes.length; ) {
    const type = fourCharacters(view, at + 4);
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return undefined;
    if (type === 'eXIf') {
      orientation = orientationIn(bytes.subarray(at + 8, end - 4)) ?? orientation;
      if (!isNormal(orientation)) parts.push(pngChunk('eXIf', orientationTiff(orientation)));
    }
    if (PNG_CHUNKS.has(type)) parts.push(bytes.subarray(at, end));
    if (type === 'IEND') return { parts, turned: orientation >= 5 };
    at = end;
  }
  return undefined;
}

function pngChunk(type: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(12 + content.length);
  const view = viewOf(chunk);
  view.setUint32(0, content.length);
  chunk.set(encoded(type), 4);
  chunk.set(content, 8);
  view.setUint32(8 + content.length, crc32(chunk.subarray(4, 8 + content.length)));
  return chunk;
}

// PNG 3rd edition, annex D.
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const WEBP_CHUNKS: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

/** The flags of VP8X for Exif and XMP (RFC 9649, 2.7.1). */
const EXIF_FLAG = 0x08;
const XMP_FLAG = 0x04;

function cleanWebp(bytes: Uint8Array<ArrayBuffer>): CleanImage | undefined {
  const view = viewOf(bytes);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const riffEnd = Math.min(bytes.length, 8 + view.getUint32(4, true));
  let orientation = 1;
  for (let at = 12; at + 8 <= riffEnd; ) {
    const type = fourCharacters(view, at);
    const contentEnd = at + 8 + view.getUint32(at + 4, true);
    const end = contentEnd + (contentEnd % 2);
    if (contentEnd > bytes.length) return undefined;
    if (type === 'EXIF')
      orientation = orientationIn(withoutExifHeader(bytes.subarray(at + 8, contentEnd))) ?? orientation;
    if (WEBP_CHUNKS.has(type)) chunks.push(bytes.slice(at, Math.min(end, bytes.length)));
    at = end;
  }
  const turned = !isNormal(orientation);
  const [first] = chunks;
  if (first && fourCharacters(viewOf(first), 0) === 'VP8X') {
    first[8] = ((first[8] as number) & ~(EXIF_FLAG | XMP_FLAG)) | (turned ? EXIF_FLAG : 0);
    if (turned) chunks.push(webpChunk('EXIF', orientationTiff(orientation)));
  }
  const header = bytes.slice(0, 12);
  const size = 4 + chunks.reduce((sum, { length }) => sum + length, 0);
  viewOf(header).setUint32(4, size, true);
  return { parts: [header, ...chunks], turned: orientation >= 5 };
}

function webpChunk(type: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(8 + content.length + (content.length % 2));
  chunk.set(encoded(type));
  viewOf(chunk).setUint32(4, content.length, true);
  chunk.set(content, 8);
  return chunk;
}

// Some programs write it here too, where it does not belong.
function withoutExifHeader(bytes: Uint8Array): Uint8Array {
  return startsWith(bytes, 0, EXIF_HEADER) ? bytes.subarray(EXIF_HEADER.length) : bytes;
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));
}

function encoded(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
