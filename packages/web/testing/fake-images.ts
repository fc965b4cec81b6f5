// Images for tests: the structure of a JPEG, a PNG or a WebP, with pixels that no decoder accepts.
import { orientationTiff } from '../state/files/image-orientation.ts';

const text = (characters: string) => Uint8Array.from(characters, (character) => character.charCodeAt(0));

/** Joins arrays of bytes. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A segment of a JPEG. */
export function segment(marker: number, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === 'string' ? text(content) : content;
  return joined(Uint8Array.of(0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff), bytes);
}

/** Exif data with an orientation and a place. */
export function exif(orientation: number): Uint8Array {
  return joined(text('Exif\0\0'), orientationTiff(orientation), text('GPS 52.5163 13.3777'));
}

/** A JPEG of 640 × 480 pixels with these segments behind JFIF, and bytes behind its end. */
export function aJpeg(
  segments: readonly Uint8Array[] = [],
  { jfif = true, behind = '' } = {},
): Uint8Array<ArrayBuffer> {
  const frame = Uint8Array.of(8, 480 >> 8, 480 & 0xff, 640 >> 8, 640 & 0xff, 1, 1, 0x11, 0);
  return joined(
    Uint8Array.of(0xff, 0xd8),
    ...(jfif ? [segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0')] : []),
    ...segments,
    segment(0xdb, 'quantization'),
    segment(0xc0, frame),
    segment(0xda, 'scan header'),
    // Stuffed bytes and restart markers are part of the scan.
    Uint8Array.of(1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4),
    segment(0xc4, 'tables'),
    segment(0xda, 'second scan'),
    Uint8Array.of(5, 6, 0xff, 0xd9),
    text(behind),
  );
}

/** A chunk of a PNG, without a valid checksum. */
export function chunk(type: string, content: Uint8Array | string = ''): Uint8Array {
  const bytes = typeof content === 'string' ? text(content) : content;
  return joined(uint32(bytes.length), text(type), bytes, uint32(0));
}

/** A PNG with these dimensions, and with these chunks before its pixels. */
export function aPng(width: number, height: number, chunks: readonly Uint8Array[] = []): Uint8Array<ArrayBuffer> {
  return joined(
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', joined(uint32(width), uint32(height), Uint8Array.of(8, 2, 0, 0, 0))),
    ...chunks,
    chunk('IDAT', 'pixels'),
    chunk('IEND'),
  );
}

/** A chunk of a WebP. */
export function riffChunk(type: string, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === 'string' ? text(content) : content;
  return joined(text(type), uint32(bytes.length).toReversed(), bytes, new Uint8Array(bytes.length % 2));
}

/** A WebP that consists of these chunks. */
export function aWebp(...chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = joined(text('WEBP'), ...chunks);
  return joined(text('RIFF'), uint32(content.length).toReversed(), content);
}

/** The first chunk of an extended WebP of 300 × 200 pixels, with the flags for Exif and XMP. */
export const extendedHeader = riffChunk('VP8X', Uint8Array.of(0x0c, 0, 0, 0, 299 & 0xff, 299 >> 8, 0, 199, 0, 0));

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}
