// The few things that the data folder asks of a file system, so that a test can make each of them fail.
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { lockFolder } from './folder-lock.ts';

/** One open file. `write` may take fewer bytes than it was given, as the kernel may. */
export interface DiskFile {
  read(into: Uint8Array, position: number): Promise<number>;
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** The same, and what was written is on disk then. */
  writeThrough(bytes: Uint8Array, position: number): Promise<number>;
  /** Makes everything last that was written or cut off. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** The file system of the data folder. */
export interface Disk {
  /** Makes a folder that only its owner may look into; answers the first one that was not there. */
  makeFolder(path: string): Promise<string | undefined>;
  /** The names in a folder. */
  names(path: string): Promise<string[]>;
  /** Takes a folder for this process, and answers how to give it back. */
  lock(path: string): Promise<() => Promise<void>>;
  open(path: string): Promise<DiskFile>;
  create(path: string): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes the names in a folder last: without it a new or renamed file can be gone after a power cut. */
  syncFolder(path: string): Promise<void>;
}

/** A file that writes through by a write and a sync. */
export function inTwoSteps(file: Omit<DiskFile, 'writeThrough'>): DiskFile {
  return {
    ...file,
    async writeThrough(bytes, position) {
      const count = await file.write(bytes, position);
      await file.sync();
      return count;
    },
  };
}

/** What people say is for the person who started the engine only. */
const PRIVATE_FILE = 0o600;

/** The machine's own file system. */
export const nodeDisk: Disk = {
  makeFolder: (path) => mkdir(path, { recursive: true, mode: 0o700 }),
  names: (path) => readdir(path),
  lock: (path) => lockFolder(path),
  open: (path) => openFile(path, constants.O_RDWR),
  create: (path) => openFile(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    // Windows has no way to open a folder for a sync, and keeps names without it.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

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
  // Elsewhere there is no such flag, or it leaves the bytes in the drive's cache.
  if (process.platform !== 'linux') return inTwoSteps(file);
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
