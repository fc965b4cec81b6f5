// Unpacks a .zip file with the code of a function or a layer.
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Entry } from 'yauzl';

// Source: Lambda quotas, "Deployment package (.zip file archive) size": 250 MB unzipped.
const UNZIPPED_BYTES_MAX = 250 * 1024 * 1024;
/** A bundle with many packages has some ten thousand files. */
const ENTRIES_MAX = 100_000;

/** Unpacks an archive into a folder. Throws when it is no .zip file, too large, or has a file outside of the folder. */
export async function unzip(archive: string, folder: string): Promise<void> {
  // Loaded only when needed: most templates have no archives.
  const { openPromise } = await import('yauzl');
  // yauzl rejects names with `..` and absolute ones, and streams that are longer than the archive says.
  const zip = await openPromise(archive);
  if (zip.entryCount > ENTRIES_MAX) throw new RangeError(`it has more than ${ENTRIES_MAX} entries`);
  const links: { path: string; target: string }[] = [];
  let size = 0;
  for await (const entry of zip.eachEntry()) {
    const path = join(folder, entry.fileName);
    if (entry.fileName.endsWith('/')) {
      await mkdir(path, { recursive: true });
      continue;
    }
    size += entry.uncompressedSize;
    if (size > UNZIPPED_BYTES_MAX) throw new RangeError(`it has more than ${UNZIPPED_BYTES_MAX} bytes unpacked`);
    await mkdir(dirname(path), { recursive: true });
    const stream = await zip.openReadStreamPromise(entry);
    const mode = unixMode(entry);
    if ((mode & TYPE_BITS) === SYMBOLIC_LINK) links.push({ path, target: await text(stream) });
    else {
      await pipeline(stream, createWriteStream(path));
      if ((mode & EXECUTABLE) !== 0) await chmod(path, 0o755);
    }
  }
  // Last, so that no file is written through a link.
  for (const { path, target } of links) if (isInside(folder, path, target)) await symlink(target, path);
}

const TYPE_BITS = 0o170000;
const SYMBOLIC_LINK = 0o120000;
const EXECUTABLE = 0o111;

/** The mode that an archiver of Unix writes into the upper half of the attributes. */
function unixMode({ externalFileAttributes }: Entry): number {
  return externalFileAttributes >>> 16;
}

function isInside(folder: string, path: string, target: string): boolean {
  return !target.startsWith('/') && `${join(dirname(path), target)}/`.startsWith(`${folder}/`);
}
