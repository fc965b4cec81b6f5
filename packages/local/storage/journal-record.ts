// How the journal is written: a head line that says the format, then frames that can prove they are whole.
import { crc32 } from 'node:zlib';

/** The first line of a journal; the number is the format's version. */
export const HEAD = Buffer.from('parley journal 1\n');

/** `LLLLLLLL CCCCCCCC HHHHHHHH\n`, in hexadecimal: the text's length, the text's CRC32, and the CRC32 of those two. */
export const FRAME_HEAD = 27;

/** The longest frame, so that a damaged length can never ask for all the memory. */
export const FRAME_MAX = 64 * 1024 * 1024;

/** A frame: one write to disk, all of it there or none. Its text is one line of JSON for each commit. */
export function encodeFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(FRAME_HEAD + length);
  frame.write(text, FRAME_HEAD);
  const lengths = `${hex(length)} ${hex(crc32(frame.subarray(FRAME_HEAD)))}`;
  frame.write(`${lengths} ${hex(crc32(lengths))}\n`, 0, 'latin1');
  return frame;
}

/** Reads the head of a frame; undefined when it is not what was written. */
export function parseFrameHead(head: Buffer): { length: number; sum: number } | undefined {
  const text = head.toString('latin1');
  if (!/^[0-9a-f]{8} [0-9a-f]{8} [0-9a-f]{8}\n$/.test(text)) return undefined;
  const [length, sum, check] = text
    .trimEnd()
    .split(' ')
    .map((part) => Number.parseInt(part, 16)) as [number, number, number];
  if (crc32(text.slice(0, 17)) !== check || length > FRAME_MAX) return undefined;
  return { length, sum };
}

/** Whether a frame's text is what was written. */
export function isWhole(text: Buffer, sum: number): boolean {
  return crc32(text) === sum;
}

/**
 * Whether some of the bytes at the very end of a file were never written: after a power cut, a file system may show zeros
 * where the last write had not arrived. A frame holds no zero byte; one flipped bit makes one of a space, never two, and
 * never of its last byte.
 */
export function isUnwritten(bytes: Buffer): boolean {
  return bytes.at(-1) === 0 || bytes.includes(UNWRITTEN_RUN) || bytes.subarray(0, FRAME_HEAD).includes('\0\0');
}

/** The smallest piece of a file that reaches a disk, or does not, as a whole: a sector. */
const UNWRITTEN_RUN = Buffer.alloc(512);

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}
