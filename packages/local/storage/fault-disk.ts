// A disk for tests: the machine's own, except that it fails where the test says.
import { type Disk, type DiskFile, nodeDisk } from './disk.ts';

/** What is about to happen on the disk. */
export type DiskCall = 'open' | 'create' | 'rename' | 'remove' | 'syncFolder' | 'write' | 'sync' | 'truncate';

/**
 * A disk that asks before each call. When `fault` answers an error code (`ENOSPC`), the call fails with it; a write that
 * fails has put half of its bytes on disk.
 */
export function faultyDisk(fault: (call: DiskCall) => string | undefined): Disk {
  const meet = (call: DiskCall) => {
    const code = fault(call);
    if (code !== undefined) throw Object.assign(new Error(`${code}: ${call}`), { code });
  };
  const faultyFile = (file: DiskFile): DiskFile => ({
    read: (into, position) => file.read(into, position),
    async write(bytes, position) {
      const code = fault('write');
      if (code === undefined) return file.write(bytes, position);
      await file.write(bytes.subarray(0, bytes.length >> 1), position);
      throw Object.assign(new Error(`${code}: write`), { code });
    },
    async sync() {
      meet('sync');
      await file.sync();
    },
    async truncate(length) {
      meet('truncate');
      await file.truncate(length);
    },
    size: () => file.size(),
    close: () => file.close(),
  });
  return {
    async open(path) {
      meet('open');
      return faultyFile(await nodeDisk.open(path));
    },
    async create(path) {
      meet('create');
      return faultyFile(await nodeDisk.create(path));
    },
    async rename(from, to) {
      meet('rename');
      await nodeDisk.rename(from, to);
    },
    async remove(path) {
      meet('remove');
      await nodeDisk.remove(path);
    },
    async syncFolder(path) {
      meet('syncFolder');
      await nodeDisk.syncFolder(path);
    },
  };
}
