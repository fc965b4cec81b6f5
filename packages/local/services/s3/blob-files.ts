// The bytes of objects: a file for each upload in the data folder, on disk before the journal names it.
import { randomBytes } from 'node:crypto';
import { constants, createReadStream, readdirSync, rmSync } from 'node:fs';
import { copyFile, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unwritable } from '../../storage/data-folder.ts';
import { nodeDisk } from '../../storage/disk.ts';

/** A stored sequence of bytes. The bytes of an object are those of its blobs, one after the other. */
export type Blob = { id: string; size: number };

/** A part of an object: from the byte `start` to the byte `end`, which is included. */
export type ByteRange = { start: number; end: number };

/** Users' files are readable by the operator only. */
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

const ID = /^[0-9a-f]{32}$/;

/** The files of a data folder. No part of an object is in memory beyond the chunk that is being copied. */
export class BlobFiles {
  readonly #folder: string;

  /** The folder is made when the first blob is written. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes a new blob; resolves when it survives a power loss. A source that fails leaves nothing. */
  async write(source: AsyncIterable<Uint8Array>): Promise<Blob> {
    const id = randomBytes(16).toString('hex');
    const path = await this.#place(id);
    let size = 0;
    try {
      const file = await open(path, 'wx', PRIVATE_FILE);
      try {
        for await (const chunk of source) {
          for (let done = 0; done < chunk.length; )
            done += (await file.write(chunk, done, chunk.length - done)).bytesWritten;
          size += chunk.length;
        }
        await file.datasync();
      } finally {
        await file.close();
      }
      await nodeDisk.syncFolder(dirname(path));
      return { id, size };
    } catch (error) {
      await rm(path, { force: true });
      throw isOfDisk(error) ? unwritable(this.#folder, error) : error;
    }
  }

  /** Copies a blob; file systems that can share the bytes between two files do so. */
  async copy({ id: from, size }: Blob): Promise<Blob> {
    const id = randomBytes(16).toString('hex');
    const path = await this.#place(id);
    try {
      await copyFile(this.#path(from), path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      const file = await open(path, 'r+');
      await file.datasync().finally(() => file.close());
      await nodeDisk.syncFolder(dirname(path));
      return { id, size };
    } catch (error) {
      await rm(path, { force: true });
      throw unwritable(this.#folder, error);
    }
  }

  /** The bytes of some blobs, or a range of them. */
  async *read(blobs: readonly Blob[], range: ByteRange): AsyncGenerator<Uint8Array> {
    let at = 0;
    for (const { id, size } of blobs) {
      const [start, end] = [Math.max(range.start - at, 0), Math.min(range.end - at, size - 1)];
      at += size;
      if (start <= end) yield* createReadStream(this.#path(id), { start, end });
    }
  }

  /** Removes blobs that no object names any more. One that cannot be removed now is removed at the next start. */
  async remove(blobs: readonly Blob[]): Promise<void> {
    for (const { id } of blobs) await rm(this.#path(id), { force: true }).catch(() => {});
  }

  /** Removes what a crash has left: files that neither an object nor an upload names. */
  sweep(named: ReadonlySet<string>): void {
    for (const group of names(this.#folder))
      for (const id of names(join(this.#folder, group)))
        if (ID.test(id) && !named.has(id)) rmSync(this.#path(id), { force: true });
  }

  /** The path of a blob, whose folder exists, on disk too. */
  async #place(id: string): Promise<string> {
    const path = this.#path(id);
    const made = await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
    if (made !== undefined)
      for (const folder of [this.#folder, dirname(this.#folder)]) await nodeDisk.syncFolder(folder);
    return path;
  }

  #path(id: string): string {
    return join(this.#folder, id.slice(0, 2), id);
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether the file system failed, and not the client whose bytes are written. */
function isOfDisk(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EMFILE', 'ENFILE'].includes(
    String((error as NodeJS.ErrnoException).code),
  );
}
