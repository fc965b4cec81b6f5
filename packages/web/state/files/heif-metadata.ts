// HEIC and AVIF: their dimensions, and the removal of Exif and XMP. Both are files of boxes (ISO/IEC 14496-12, 23008-12).
//
// What is removed is overwritten in its place: the pixels are found by their offsets in the file, which stay the same.

/** A box: its type, where it begins, where its content begins, and where it ends. */
type Box = { type: string; at: number; from: number; to: number };

/** A part of the file that belongs to an item. */
type Extent = { from: number; to: number };

/** The brands of images, in the first box of the file. */
const BRANDS: Readonly<Record<string, 'image/avif' | 'image/heic'>> = {
  ...{ avif: 'image/avif', avis: 'image/avif' },
  ...{ heic: 'image/heic', heix: 'image/heic', hevc: 'image/heic', heim: 'image/heic', heis: 'image/heic' },
  mif1: 'image/heic',
};

/** The boxes that an image needs. Others, such as `uuid` with XMP, are overwritten. */
const KEPT: ReadonlySet<string> = new Set(['ftyp', 'meta', 'mdat', 'moov', 'free', 'skip', 'mini', 'pitm', 'iloc']);

/** The format and the largest dimensions that the header names; undefined for other files. */
export function readHeif(
  view: DataView,
): { format: 'image/avif' | 'image/heic'; width: number; height: number } | undefined {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (text(bytes, 4) !== 'ftyp') return undefined;
  const [brands] = boxes(bytes, 0, bytes.length);
  if (!brands) return undefined;
  const names = [text(bytes, 8)];
  for (let at = 16; at + 4 <= Math.min(brands.to, bytes.length); at += 4) names.push(text(bytes, at));
  const format = names.flatMap((name) => BRANDS[name] ?? []).sort()[0];
  if (!format) return undefined;
  const sizes = within(bytes, ['meta', 'iprp', 'ipco', 'ispe']).map(({ from }) => ({
    width: view.getUint32(from + 4),
    height: view.getUint32(from + 8),
  }));
  const [largest = { width: 0, height: 0 }] = sizes.sort(
    (one, other) => other.width * other.height - one.width * one.height,
  );
  return { format, ...largest };
}

/** The image with its metadata overwritten; undefined if it is not where it can be found. */
export function cleanHeif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] | undefined {
  const clean = bytes.slice();
  const extents = metadataExtents(clean);
  if (!extents) return undefined;
  for (const { from, to } of extents) {
    if (to > clean.length) return undefined;
    clean.fill(0, from, to);
  }
  // Image sequences have metadata of their own, and other programs add boxes.
  const moved = [
    ['moov', 'udta'],
    ['moov', 'meta'],
    ['moov', 'trak', 'udta'],
    ['moov', 'trak', 'meta'],
  ];
  for (const path of moved) for (const box of within(clean, path)) free(clean, box);
  for (const box of boxes(clean, 0, clean.length)) if (!KEPT.has(box.type)) free(clean, box);
  return [clean];
}

/** Where the items with Exif and XMP are stored. */
function metadataExtents(bytes: Uint8Array<ArrayBuffer>): Extent[] | undefined {
  const ids = new Set(within(bytes, ['meta', 'iinf', 'infe']).flatMap((box) => metadataItem(bytes, box)));
  if (ids.size === 0) return [];
  const [locations] = within(bytes, ['meta', 'iloc']);
  const [inside] = within(bytes, ['meta', 'idat']);
  if (!locations) return undefined;
  const read = reader(bytes, locations.from);
  const version = read(1);
  read(3);
  const [offsetSize, lengthSize] = nibbles(read(1));
  const [baseSize, indexSize] = nibbles(read(1));
  const extents: Extent[] = [];
  for (let count = read(version < 2 ? 2 : 4); count > 0; count -= 1) {
    const isMetadata = ids.has(read(version < 2 ? 2 : 4));
    const method = version === 0 ? 0 : read(2) & 0x0f;
    read(2);
    const base = read(baseSize);
    for (let parts = read(2); parts > 0; parts -= 1) {
      if (version > 0) read(indexSize);
      const offset = base + read(offsetSize);
      const length = read(lengthSize);
      if (!isMetadata) continue;
      // In the file, in the box `idat`, or in another item, which no camera does.
      const start = method === 0 ? 0 : method === 1 ? inside?.from : undefined;
      if (start === undefined) return undefined;
      // A length of 0 is the rest of the file.
      extents.push({ from: start + offset, to: length === 0 ? bytes.length : start + offset + length });
    }
  }
  return extents;
}

/** The types of items with metadata: `Exif`, and `mime` and `uri ` for texts such as XMP. */
const METADATA_TYPES: ReadonlySet<number> = new Set([0x45786966, 0x6d696d65, 0x75726920]);

/** The id of an item of the type `Exif`, or of a text such as XMP. */
function metadataItem(bytes: Uint8Array, { from }: Box): number[] {
  const read = reader(bytes, from);
  const version = read(1);
  read(3);
  // Earlier versions have no types of items.
  if (version < 2) return [];
  const id = read(version === 2 ? 2 : 4);
  read(2);
  return METADATA_TYPES.has(reader(bytes, from + (version === 2 ? 8 : 10))(4)) ? [id] : [];
}

/** The boxes at the end of a path of types. */
function within(bytes: Uint8Array, [type, ...rest]: readonly string[], from = 0, to = bytes.length): Box[] {
  const found = boxes(bytes, from, to).filter((box) => box.type === type);
  if (rest.length === 0) return found;
  return found.flatMap((box) => within(bytes, rest, box.from + (headerOf(bytes, box) ?? 0), box.to));
}

// Some boxes have a version, and then a count, before those that they contain.
function headerOf(bytes: Uint8Array, { type, from }: Box): number {
  if (type === 'meta') return 4;
  return type === 'iinf' ? (bytes[from] === 0 ? 6 : 8) : 0;
}

function boxes(bytes: Uint8Array, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const read = reader(bytes, at);
    const short = read(4);
    const type = text(bytes, at + 4);
    read(4);
    const size = short === 1 ? read(8) : short === 0 ? to - at : short;
    const header = short === 1 ? 16 : 8;
    if (size < header) break;
    found.push({ type, at, from: at + header, to: Math.min(to, at + size) });
    at += size;
  }
  return found;
}

function free(bytes: Uint8Array, { at, from, to }: Box): void {
  bytes.set([0x66, 0x72, 0x65, 0x65], at + 4);
  bytes.fill(0, from, to);
}

/** Reads numbers of some bytes, one after the other; throws at the end of the file. */
function reader(bytes: Uint8Array, from: number): (size: number) => number {
  let at = from;
  return (size) => {
    let value = 0;
    for (const end = at + size; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === undefined) throw new RangeError();
      value = value * 256 + byte;
    }
    return value;
  };
}

function nibbles(byte: number): [number, number] {
  return [byte >> 4, byte & 0x0f];
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
