// Writes a .zip file for a test.
import { writeFileSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive; `mode` is that of Unix, with the type of the file: `0o120777` for a symbolic link. */
export type ZipEntry = { name: string; text: string; mode?: number; claimedBytes?: number };

const FILE = 0o100644;
const DEFLATE = 8;
const MADE_BY_UNIX = 0x0314;

/** Source: PKWARE's APPNOTE: local headers with their data, the central directory, and its end. */
export function writeZip(path: string, entries: readonly ZipEntry[]): void {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const data = deflateRawSync(entry.text);
    const common = commonFields(entry, data, name);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, data]);
    directory.push(Buffer.concat([centralHeader(entry, common, offset), name]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  writeFileSync(path, Buffer.concat([...parts, ...directory, end]));
}

/** The fields that both headers have, from the version to the length of the extra field. */
function commonFields({ text, claimedBytes }: ZipEntry, data: Buffer, name: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(DEFLATE, 4);
  fields.writeUInt32LE(crc32(text), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(claimedBytes ?? Buffer.byteLength(text), 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function centralHeader({ mode = FILE }: ZipEntry, common: Buffer, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.write('PK\x01\x02');
  header.writeUInt16LE(MADE_BY_UNIX, 4);
  common.copy(header, 6);
  header.writeUInt32LE((mode << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return header;
}
