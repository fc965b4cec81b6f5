// The image of a preview: one that browsers display without running anything in it, by its first bytes and not by what its server says.

/** The types that a preview may have. SVG is a document with scripts and further requests, so it is never one. */
export const PREVIEW_IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
export type PreviewImageType = (typeof PREVIEW_IMAGE_TYPES)[number];

/** An image with more pixels takes a browser 200 MB, however few bytes it has. */
export const PREVIEW_PIXELS_MAX = 50_000_000;

export type ImageSize = { type: PreviewImageType; width: number; height: number };

/** Reads type and size of an image; undefined for another file, and for one of more pixels than a preview may have. */
export function imageSize(bytes: Buffer): ImageSize | undefined {
  const found = readers.map((read) => read(bytes)).find((size) => size !== undefined);
  if (!found || found.width < 1 || found.height < 1) return undefined;
  return found.width * found.height <= PREVIEW_PIXELS_MAX ? found : undefined;
}

const readers: readonly ((bytes: Buffer) => ImageSize | undefined)[] = [png, jpeg, gif, webp];

/** Portable Network Graphics, 5.2 and 11.2.2: the signature, then the chunk IHDR. */
function png(bytes: Buffer): ImageSize | undefined {
  const isPng = startsWith(bytes, '\x89PNG\r\n\x1a\n') && bytes.length >= 24 && textAt(bytes, 12, 4) === 'IHDR';
  return isPng ? { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : undefined;
}

/** GIF89a, 17 to 20: the size of the logical screen, which browsers enlarge to a first frame that is larger. */
function gif(bytes: Buffer): ImageSize | undefined {
  const isGif = (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) && bytes.length >= 13;
  const at = isGif ? firstFrame(bytes) : undefined;
  if (at === undefined) return undefined;
  return {
    type: 'image/gif',
    width: Math.max(bytes.readUInt16LE(6), bytes.readUInt16LE(at + 1) + bytes.readUInt16LE(at + 5)),
    height: Math.max(bytes.readUInt16LE(8), bytes.readUInt16LE(at + 3) + bytes.readUInt16LE(at + 7)),
  };
}

/** The image descriptor, behind the colors and the extensions, each of which is a list of blocks with their lengths. */
function firstFrame(bytes: Buffer): number | undefined {
  const flags = bytes[10] ?? 0;
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  while (bytes[at] === 0x21) {
    at += 2;
    for (let length = bytes[at]; length; length = bytes[at]) at += 1 + length;
    at += 1;
  }
  return bytes[at] === 0x2c && at + 9 <= bytes.length ? at : undefined;
}

/** RFC 9649, 2: a RIFF file whose first chunk has the size, in one of three forms. */
function webp(bytes: Buffer): ImageSize | undefined {
  if (!startsWith(bytes, 'RIFF') || textAt(bytes, 8, 4) !== 'WEBP' || bytes.length < 30) return undefined;
  const type = 'image/webp';
  const form = textAt(bytes, 12, 4);
  if (form === 'VP8X') return { type, width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (form === 'VP8 ' && textAt(bytes, 23, 3) === '\x9d\x01\x2a')
    return { type, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (form !== 'VP8L' || bytes[20] !== 0x2f) return undefined;
  const bits = bytes.readUInt32LE(21);
  return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** ITU T.81, B.1: segments of a marker and a length, up to the frame header SOF0 to SOF15 (without DHT, JPG and DAC). */
function jpeg(bytes: Buffer): ImageSize | undefined {
  if (!startsWith(bytes, '\xff\xd8\xff')) return undefined;
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { type: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    // Fill bytes may precede a marker.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function startsWith(bytes: Buffer, signature: string): boolean {
  return textAt(bytes, 0, signature.length) === signature;
}

function textAt(bytes: Buffer, at: number, length: number): string {
  return bytes.subarray(at, at + length).toString('latin1');
}
