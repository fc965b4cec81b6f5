// A disk in memory that can lose power: content that was not synced is lost, completely or from some byte on.
import { type Disk, type DiskFile, withWriteAndSync } from '../../packages/local/storage/disk.ts';
import type { Lifetime } from '../determinism/lifetime.ts';
import type { SeededRandom } from '../determinism/seeded-random.ts';

/** The content of a file; the bytes below `synced` survive a power cut. */
type File = { bytes: Buffer; size: number; synced: number };

/** The disk of the engine's machine. It survives crashes of the engine. */
export class MemoryDisk {
  #names = new Map<string, File>();
  /** The directory as it is after a power cut. */
  #syncedNames = new Map<string, File>();
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Cuts the power. Writes that were not synced may survive up to some byte; the directory may be the old one. */
  cutPower(): void {
    if (this.#random.chance(0.5)) this.#names = new Map(this.#syncedNames);
    else this.#syncedNames = new Map(this.#names);
    for (const file of new Set(this.#names.values())) {
      file.size = this.#random.integer(file.synced, file.size);
      file.synced = file.size;
    }
  }

  /** The disk as one process uses it: after the process's end no operation is performed. `syncMs` draws the duration of a sync. */
  of(lifetime: Lifetime, syncMs: () => number): Disk {
    const whileAlive = <Result>(call: () => Result): Promise<Result> =>
      lifetime.ended ? new Promise(() => undefined) : new Promise((resolve) => resolve(call()));
    const afterSync = () => new Promise<void>((resolve) => lifetime.after(syncMs(), resolve));
    const opened = (file: File): DiskFile =>
      withWriteAndSync({
        read: (into, position) =>
          whileAlive(() => file.bytes.copy(into, 0, position, Math.min(file.size, position + into.length))),
        write: (bytes, position) => whileAlive(() => write(file, bytes, position)),
        sync: async () => {
          const { size } = file;
          await afterSync();
          file.synced = Math.min(size, file.size);
        },
        truncate: (length) =>
          whileAlive(() => {
            file.size = Math.min(file.size, length);
            file.synced = Math.min(file.synced, length);
          }),
        size: () => whileAlive(() => file.size),
        close: () => whileAlive(() => undefined),
      });
    return {
      makeFolder: () => whileAlive(() => undefined),
      names: (path) => whileAlive(() => [...this.#names.keys()].map((name) => name.slice(path.length + 1))),
      lock: () => whileAlive(() => async () => undefined),
      open: (path) => whileAlive(() => opened(fileAt(this.#names, path))),
      create: (path) =>
        whileAlive(() => {
          const file = { bytes: Buffer.alloc(0), size: 0, synced: 0 };
          this.#names.set(path, file);
          return opened(file);
        }),
      rename: (from, to) =>
        whileAlive(() => {
          this.#names.set(to, fileAt(this.#names, from));
          this.#names.delete(from);
        }),
      remove: (path) =>
        whileAlive(() => {
          this.#names.delete(path);
        }),
      syncFolder: async () => {
        await afterSync();
        this.#syncedNames = new Map(this.#names);
      },
    };
  }
}

function fileAt(names: ReadonlyMap<string, File>, path: string): File {
  const file = names.get(path);
  if (!file) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
  return file;
}

function write(file: File, bytes: Uint8Array, position: number): number {
  const end = position + bytes.length;
  if (end > file.bytes.length) {
    const larger = Buffer.alloc(Math.max(end, 2 * file.bytes.length));
    file.bytes.copy(larger, 0, 0, file.size);
    file.bytes = larger;
  }
  file.bytes.set(bytes, position);
  file.size = Math.max(file.size, end);
  return bytes.length;
}
