// A disk for tests: the machine's own file system, except that chosen calls fail.
import { type Disk, type DiskFile, nodeDisk, withWriteAndSync } from '../storage/disk.ts';

/** A call of the disk or of one of its files. */
export type DiskCall = keyof Disk | keyof DiskFile;

/**
 * A disk that calls `fault` before each operation. When it returns an error code (`ENOSPC`), the operation fails with it; a
 * failing write has written half of its bytes. With `late`, a failing operation has taken effect all the same, as on a
 * network disk whose response is lost.
 */
export function faultyDisk(fault: (call: DiskCall) => string | undefined, { late = false } = {}): Disk {
  async function attempt<T>(call: DiskCall, run: () => Promise<T>, halfway?: () => Promise<T>): Promise<T> {
    const code = fault(call);
    if (code === undefined) return run();
    // A file is closed all the same, or the process would run out of descriptors.
    const done = await (late || call === 'close' ? run() : halfway?.());
    if (call === 'open' || call === 'create') await (done as DiskFile | undefined)?.close();
    throw Object.assign(new Error(`${code}: ${call}`), { code });
  }
  const faultyFile = (file: DiskFile): DiskFile =>
    withWriteAndSync({
      read: (into, position) => attempt('read', () => file.read(into, position)),
      write: (bytes, position) =>
        attempt(
          'write',
          () => file.write(bytes, position),
          () => file.write(bytes.subarray(0, bytes.length >> 1), position),
        ),
      sync: () => attempt('sync', () => file.sync()),
      truncate: (length) => attempt('truncate', () => file.truncate(length)),
      size: () => attempt('size', () => file.size()),
      close: () => attempt('close', () => file.close()),
    });
  return {
    makeFolder: nodeDisk.makeFolder,
    names: nodeDisk.names,
    lock: nodeDisk.lock,
    open: async (path) => faultyFile(await attempt('open', () => nodeDisk.open(path))),
    create: async (path) => faultyFile(await attempt('create', () => nodeDisk.create(path))),
    rename: (from, to) => attempt('rename', () => nodeDisk.rename(from, to)),
    remove: (path) => attempt('remove', () => nodeDisk.remove(path)),
    syncFolder: (path) => attempt('syncFolder', () => nodeDisk.syncFolder(path)),
  };
}
