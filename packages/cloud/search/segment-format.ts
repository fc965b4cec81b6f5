// The format of a segment: postings, then a sorted dictionary in blocks, then the first term of each block. A search reads three small parts.
import { crc32 } from 'node:zlib';
import { ByteReader, ByteWriter } from './byte-codec.ts';
import { noPostings, type TermIndex, writePostings } from './postings.ts';

/** An encoded segment; its directory is from `directoryAt` to its end. */
export type EncodedSegment = { bytes: Uint8Array; directoryAt: number; oldest: number; newest: number };

/** A block of the dictionary: its first term, and where it and its postings begin. */
export type DictionaryBlock = { first: string; at: number; end: number; postingsAt: number };

/** The blocks of a segment, and the time from which its postings count. */
export type Directory = { base: number; blocks: DictionaryBlock[] };

/** A term of the dictionary: the number of its messages, and where its postings are. */
export type DictionaryEntry = { term: string; count: number; at: number; end: number; checksum: number };

/** Terms of a block: some 500 bytes. */
const BLOCK_TERMS = 48;

/** Encodes the postings of all terms. */
export function encodeSegment(index: TermIndex): EncodedSegment {
  const terms = [...index.keys()].sort(byUnits);
  const { oldest, newest } = boundsOf(index);
  const postings = new ByteWriter();
  const dictionary = new ByteWriter();
  const blocks: Omit<DictionaryBlock, 'end'>[] = [];
  for (let from = 0; from < terms.length; from += BLOCK_TERMS) {
    blocks.push({ first: terms[from] ?? '', at: dictionary.length, postingsAt: postings.length });
    const block = new ByteWriter();
    let previous = '';
    for (const term of terms.slice(from, from + BLOCK_TERMS)) {
      const list = index.get(term) ?? noPostings();
      const at = postings.length;
      writePostings(postings, list, oldest);
      const encoded = postings.bytes(at);
      const shared = sharedLength(previous, term);
      block.unsigned(shared);
      block.text(term.slice(shared));
      block.unsigned(list.seqs.length);
      block.unsigned(encoded.length);
      block.unsigned(checksumOf(encoded));
      previous = term;
    }
    writeChecked(dictionary, block.bytes());
  }
  const directory = new ByteWriter();
  directory.unsigned(oldest);
  directory.unsigned(blocks.length);
  for (const { first, at, postingsAt } of blocks) {
    directory.text(first);
    directory.unsigned(postings.length + at);
    directory.unsigned(postingsAt);
  }
  const bytes = new ByteWriter();
  bytes.raw(postings.bytes());
  bytes.raw(dictionary.bytes());
  const directoryAt = bytes.length;
  writeChecked(bytes, directory.bytes());
  return { bytes: bytes.bytes(), directoryAt, oldest, newest };
}

/** Decodes the directory, which begins at `directoryAt`; throws when it is damaged. */
export function decodeDirectory(bytes: Uint8Array, directoryAt: number): Directory {
  const reader = checkedReader(bytes);
  const base = reader.unsigned();
  const begins = Array.from({ length: reader.unsigned() }, () => ({
    first: reader.text(),
    at: reader.unsigned(),
    postingsAt: reader.unsigned(),
  }));
  return { base, blocks: begins.map((block, index) => ({ ...block, end: begins[index + 1]?.at ?? directoryAt })) };
}

/** Decodes one block of the dictionary; throws when it is damaged. */
export function decodeBlock(bytes: Uint8Array, postingsAt: number): DictionaryEntry[] {
  const reader = checkedReader(bytes);
  const entries: DictionaryEntry[] = [];
  let at = postingsAt;
  let previous = '';
  while (!reader.isAtEnd) {
    const term = previous.slice(0, reader.unsigned()) + reader.text();
    const count = reader.unsigned();
    const end = at + reader.unsigned();
    entries.push({ term, count, at, end, checksum: reader.unsigned() });
    at = end;
    previous = term;
  }
  return entries;
}

/** A short checksum of encoded postings. */
export function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes) % 16_384;
}

function writeChecked(writer: ByteWriter, bytes: Uint8Array): void {
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32(bytes));
  writer.raw(checksum);
  writer.raw(bytes);
}

function checkedReader(bytes: Uint8Array): ByteReader {
  const content = bytes.subarray(4);
  const expected = bytes.length < 4 ? undefined : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (crc32(content) !== expected) throw new RangeError('The checksum of a part of the segment is wrong.');
  return new ByteReader(content);
}

/** The order of the dictionary: by UTF-16 units, in which all terms with one beginning are neighbours. */
function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// UTF-8 cannot encode half of a surrogate pair.
function sharedLength(previous: string, term: string): number {
  let length = 0;
  while (length < previous.length && previous[length] === term[length]) length += 1;
  const last = term.charCodeAt(length - 1);
  return last >= 0xd800 && last < 0xdc00 ? length - 1 : length;
}

function boundsOf(index: TermIndex): { oldest: number; newest: number } {
  let [oldest, newest] = [Number.POSITIVE_INFINITY, 0];
  for (const { times } of index.values())
    for (const time of times) {
      if (time < oldest) oldest = time;
      if (time > newest) newest = time;
    }
  return { oldest: newest === 0 ? 0 : oldest, newest };
}
