// The file system operations that the data folder uses, so that a test can make each of them fail.
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lockFolder } from './folder-lock.ts';

/** One open file. `write` may accept fewer bytes than it was given, as the kernel may. */
export interface DiskFile {
  read(into: Uint8Array, position: number): Promise<number>;
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** The same, and the bytes are on disk when it resolves. */
  writeThrough(bytes: Uint8Array, position: number): Promise<number>;
  /** Makes all writes and truncations durable. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** The file system of the data folder. */
export interface Disk {
  /** Creates a folder that only its owner may read. Returns the first folder of the path that was missing. */
  makeFolder(path: string): Promise<string | undefined>;
  /** The names in a folder. */
  names(path: string): Promise<string[]>;
  /** Locks a folder for this process. Returns a function that releases it. */
  lock(path: string): Promise<() => Promise<void>>;
  open(path: string): Promise<DiskFile>;
  create(path: string): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes the names in a folder durable: without it a new or renamed file can be missing after a power loss. */
  syncFolder(path: string): Promise<void>;
}

/** A file whose `writeThrough` is a write and a sync. */
export function withWriteAndSync(file: Omit<DiskFile, 'writeThrough'>): DiskFile {
  return {
    ...file,
    async writeThrough(bytes, position) {
      const count = await file.write(bytes, position);
      await file.sync();
      return count;
    },
  };
}

/** Users' messages are readable by the operator only. */
const PRIVATE_FILE = 0o600;

/** The machine's own file system. */
export const nodeDisk: Disk = {
  makeFolder,
  names: (path) => readdir(path),
  lock: (path) => lockFolder(path),
  open: (path) => openFile(path, constants.O_RDWR),
  create: (path) => openFile(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    // Windows cannot open a folder to sync it, and keeps names without it.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

/**
 * Creates a folder and those above it that are missing. Not with the option `recursive` of Node, which never ends where a file
 * system denies that a folder exists which it has just listed: `/proc`.
 */
async function makeFolder(path: string): Promise<string | undefined> {
  try {
    await mkdir(path, { mode: 0o700 });
    return path;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return undefined;
    const first = code === 'ENOENT' && dirname(path) !== path ? await makeFolder(dirname(path)) : undefined;
    if (first === undefined) throw error;
    await mkdir(path, { mode: 0o700 });
    return first;
  }
}

async function openFile(path: string, flags: number): Promise<DiskFile> {
  const handle = await open(path, flags, PRIVATE_FILE);
  const file: Omit<DiskFile, 'writeThrough'> = {
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    write: (bytes, position) => written(handle, bytes, position),
    sync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
    size: async () => (await handle.stat()).size,
    close: () => handle.close(),
  };
  // Other systems lack the flag O_DSYNC, or leave the bytes in the drive's cache with it.
  if (process.platform !== 'linux') return withWriteAndSync(file);
  const through = await open(path, constants.O_WRONLY | constants.O_DSYNC).catch(async (error) => {
    await handle.close();
    throw error;
  });
  return {
    ...file,
    writeThrough: (bytes, position) => written(through, bytes, position),
    async close() {
      await through.close();
      await handle.close();
    },
  };
}

async function written(handle: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  return (await handle.write(bytes, 0, bytes.length, position)).bytesWritten;
}
