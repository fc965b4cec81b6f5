// Removes comments and XMP from a GIF, without encoding its pixels again.

/** Application extensions that a decoder needs: how often an animation is repeated, and the colour profile. */
const KEPT_APPLICATIONS: ReadonlySet<string> = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);

/** The parts of a GIF that remain (GIF89a specification, 18 to 27); undefined if its structure is invalid. */
export function cleanGif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] | undefined {
  const header = 13 + colourTable(bytes[10] ?? 0);
  const parts = [bytes.subarray(0, header)];
  for (let at = header; at < bytes.length; ) {
    const kind = bytes[at];
    // The trailer: what follows it is not part of the image.
    if (kind === 0x3b) return [...parts, bytes.subarray(at, at + 1)];
    const isImage = kind === 0x2c;
    if (!isImage && kind !== 0x21) return undefined;
    const blocks = isImage ? at + 11 + colourTable(bytes[at + 9] ?? 0) : at + 2;
    const end = endOfBlocks(bytes, blocks);
    if (end === undefined) {
      // A download that was cut off within its pixels: browsers display what there is.
      return isImage ? [...parts, bytes.subarray(at)] : undefined;
    }
    if (isImage || isKept(bytes, at)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return parts;
}

// The size of a colour table, by the flags of what it belongs to.
function colourTable(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0;
}

// A sequence of blocks with their lengths, which an empty one ends.
function endOfBlocks(bytes: Uint8Array, from: number): number | undefined {
  for (let at = from; at < bytes.length; at += 1 + (bytes[at] as number)) if (bytes[at] === 0) return at + 1;
  return undefined;
}

// Comments are FE, and what applications have added FF.
function isKept(bytes: Uint8Array, at: number): boolean {
  const label = bytes[at + 1];
  if (label === 0xff) return KEPT_APPLICATIONS.has(String.fromCharCode(...bytes.subarray(at + 3, at + 14)));
  return label !== 0xfe;
}
