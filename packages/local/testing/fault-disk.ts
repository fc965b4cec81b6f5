// A disk for tests: the machine's own, except that it fails where the test says.
import { type Disk, type DiskFile, inTwoSteps, nodeDisk } from '../storage/disk.ts';

/** What is about to happen on the disk. */
export type DiskCall = keyof Disk | keyof DiskFile;

/**
 * A disk that asks before each call. When `fault` answers an error code (`ENOSPC`), the call fails with it; a write that
 * fails has put half of its bytes on disk. With `late`, what fails has happened all the same, as on a network's disk whose
 * answer is lost.
 */
export function faultyDisk(fault: (call: DiskCall) => string | undefined, { late = false } = {}): Disk {
  async function meet<T>(call: DiskCall, happen: () => Promise<T>, halfway?: () => Promise<T>): Promise<T> {
    const code = fault(call);
    if (code === undefined) return happen();
    // A file is closed even so, or the process would run out of descriptors.
    const done = await (late || call === 'close' ? happen() : halfway?.());
    if (call === 'open' || call === 'create') await (done as DiskFile | undefined)?.close();
    throw Object.assign(new Error(`${code}: ${call}`), { code });
  }
  const faultyFile = (file: DiskFile): DiskFile =>
    inTwoSteps({
      read: (into, position) => meet('read', () => file.read(into, position)),
      write: (bytes, position) =>
        meet(
          'write',
          () => file.write(bytes, position),
          () => file.write(bytes.subarray(0, bytes.length >> 1), position),
        ),
      sync: () => meet('sync', () => file.sync()),
      truncate: (length) => meet('truncate', () => file.truncate(length)),
      size: () => meet('size', () => file.size()),
      close: () => meet('close', () => file.close()),
    });
  return {
    makeFolder: nodeDisk.makeFolder,
    names: nodeDisk.names,
    lock: nodeDisk.lock,
    open: async (path) => faultyFile(await meet('open', () => nodeDisk.open(path))),
    create: async (path) => faultyFile(await meet('create', () => nodeDisk.create(path))),
    rename: (from, to) => meet('rename', () => nodeDisk.rename(from, to)),
    remove: (path) => meet('remove', () => nodeDisk.remove(path)),
    syncFolder: (path) => meet('syncFolder', () => nodeDisk.syncFolder(path)),
  };
}
