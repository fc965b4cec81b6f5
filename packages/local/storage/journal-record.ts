// The journal's format: a header line with the version, then records that carry checksums.
import { crc32 } from 'node:zlib';

/** The first line of a journal; the number is the version of the format. */
export const JOURNAL_HEADER = Buffer.from('parley journal 1\n');

/** A record begins with `LLLLLLLL CCCCCCCC HHHHHHHH\n` in hexadecimal: the text's length, its CRC32, and the CRC32 of those two. */
export const RECORD_HEADER_BYTES = 27;

/** The longest record, so that a damaged length can never request all memory. */
export const RECORD_BYTES_MAX = 64 * 1024 * 1024;

/** Encodes a record: one write to disk, complete or void. Its text is one line of JSON for each commit. */
export function encodeRecord(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const record = Buffer.allocUnsafe(RECORD_HEADER_BYTES + length);
  record.write(text, RECORD_HEADER_BYTES);
  const lengths = `${hex(length)} ${hex(crc32(record.subarray(RECORD_HEADER_BYTES)))}`;
  record.write(`${lengths} ${hex(crc32(lengths))}\n`, 0, 'latin1');
  return record;
}

/** Parses the header of a record; undefined when it is not intact. */
export function parseRecordHeader(header: Buffer): { length: number; sum: number } | undefined {
  const text = header.toString('latin1');
  if (!/^[0-9a-f]{8} [0-9a-f]{8} [0-9a-f]{8}\n$/.test(text)) return undefined;
  const [length, sum, check] = text
    .trimEnd()
    .split(' ')
    .map((part) => Number.parseInt(part, 16)) as [number, number, number];
  if (crc32(text.slice(0, 17)) !== check || length > RECORD_BYTES_MAX) return undefined;
  return { length, sum };
}

/** Whether a record's text is intact. */
export function isIntact(text: Buffer, sum: number): boolean {
  return crc32(text) === sum;
}

/**
 * Whether some of the last bytes of a file were never written: after a power loss, a file system may show zeros where the
 * last write had not reached the disk. A record holds no zero byte; one flipped bit can turn a space into one, never two
 * bytes, and never the last byte.
 */
export function isUnwritten(bytes: Buffer): boolean {
  return (
    bytes.at(-1) === 0 || bytes.includes(UNWRITTEN_SECTOR) || bytes.subarray(0, RECORD_HEADER_BYTES).includes('\0\0')
  );
}

/** The smallest part of a file that reaches a disk as a whole or not at all: a sector. */
const UNWRITTEN_SECTOR = Buffer.alloc(512);

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}
