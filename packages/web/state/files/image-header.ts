// The format and the dimensions of an image, read from its header: nothing is decoded, so that a decompression bomb costs nothing.

import { readHeif } from './heif-metadata.ts';

/** The formats whose header is read. */
export type ImageFormat = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp' | 'image/avif' | 'image/heic';

/** What the header says. The dimensions are those of the stored pixels, before an orientation is applied. */
export type ImageHeader = { format: ImageFormat; width: number; height: number };

/** Reads the header of an image; undefined for other files. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readPng(view) ?? readGif(view) ?? readWebp(view) ?? readJpeg(view) ?? readHeif(view);
  } catch (error) {
    // The file ends within its header.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Four characters, as chunks of PNG and WebP are named. */
export function fourCharacters(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}

/** Markers of JPEG that no length follows: TEM, and RST0 to EOI. */
export function isStandaloneMarker(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);
}

function readPng(view: DataView): ImageHeader | undefined {
  if (view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a || fourCharacters(view, 12) !== 'IHDR')
    return undefined;
  return { format: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

function readGif(view: DataView): ImageHeader | undefined {
  if (fourCharacters(view, 0) !== 'GIF8') return undefined;
  return { format: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

// The first chunk of a WebP says how the image is encoded: "VP8 " lossy, "VP8L" lossless, "VP8X" extended (RFC 9649).
function readWebp(view: DataView): ImageHeader | undefined {
  if (fourCharacters(view, 0) !== 'RIFF' || fourCharacters(view, 8) !== 'WEBP') return undefined;
  const format = 'image/webp';
  switch (fourCharacters(view, 12)) {
    case 'VP8 ':
      return { format, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { format, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { format, width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) };
    default:
      return undefined;
  }
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_0000;
}

function readJpeg(view: DataView): ImageHeader | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // A marker may be preceded by any number of fill bytes.
    if (marker === 0xff) at += 1;
    else if (isStandaloneMarker(marker)) at += 2;
    else if (isStartOfFrame(marker))
      return { format: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    else if (marker === 0xda) return undefined;
    else at += 2 + view.getUint16(at + 2);
  }
}

// SOF0 to SOF15, among which are DHT (C4), JPG (C8) and DAC (CC).
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
