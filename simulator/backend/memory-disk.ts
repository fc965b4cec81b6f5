// A disk in memory that can lose its power: what was not synced is gone, all of it or its end.
import { type Disk, type DiskFile, withWriteAndSync } from '../../packages/local/storage/disk.ts';
import type { Life } from '../determinism/lifetime.ts';
import type { Chance } from '../determinism/seeded-random.ts';

/** What a process has written; bytes under `synced` are on the platters. */
type File = { bytes: Buffer; size: number; synced: number };

/** The disk of the engine's machine. It outlives the engine. */
export class MemoryDisk {
  #names = new Map<string, File>();
  /** The names as they are after a power cut. */
  #kept = new Map<string, File>();
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** The power is cut. Writes that were not synced may be there up to some byte; names may be the old ones. */
  crash(): void {
    if (this.#chance.happens(0.5)) this.#names = new Map(this.#kept);
    else this.#kept = new Map(this.#names);
    for (const file of new Set(this.#names.values())) {
      file.size = this.#chance.whole(file.synced, file.size);
      file.synced = file.size;
    }
  }

  /** The disk as one process has it: when that is over, nothing it asks for is done. `lateMs` draws how long a sync takes. */
  of(life: Life, lateMs: () => number): Disk {
    const at = <Result>(call: () => Result): Promise<Result> =>
      life.over ? new Promise(() => undefined) : new Promise((resolve) => resolve(call()));
    const later = () => new Promise<void>((resolve) => life.after(lateMs(), resolve));
    const opened = (file: File): DiskFile =>
      withWriteAndSync({
        read: (into, position) =>
          at(() => file.bytes.copy(into, 0, position, Math.min(file.size, position + into.length))),
        write: (bytes, position) => at(() => write(file, bytes, position)),
        sync: async () => {
          const { size } = file;
          await later();
          file.synced = Math.min(size, file.size);
        },
        truncate: (length) =>
          at(() => {
            file.size = Math.min(file.size, length);
            file.synced = Math.min(file.synced, length);
          }),
        size: () => at(() => file.size),
        close: () => at(() => undefined),
      });
    return {
      makeFolder: () => at(() => undefined),
      names: (path) => at(() => [...this.#names.keys()].map((name) => name.slice(path.length + 1))),
      lock: () => at(() => async () => undefined),
      open: (path) => at(() => opened(known(this.#names, path))),
      create: (path) =>
        at(() => {
          const file = { bytes: Buffer.alloc(0), size: 0, synced: 0 };
          this.#names.set(path, file);
          return opened(file);
        }),
      rename: (from, to) =>
        at(() => {
          this.#names.set(to, known(this.#names, from));
          this.#names.delete(from);
        }),
      remove: (path) =>
        at(() => {
          this.#names.delete(path);
        }),
      syncFolder: async () => {
        await later();
        this.#kept = new Map(this.#names);
      },
    };
  }
}

function known(names: ReadonlyMap<string, File>, path: string): File {
  const file = names.get(path);
  if (!file) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
  return file;
}

function write(file: File, bytes: Uint8Array, position: number): number {
  const end = position + bytes.length;
  if (end > file.bytes.length) {
    const room = Buffer.alloc(Math.max(end, 2 * file.bytes.length));
    file.bytes.copy(room, 0, 0, file.size);
    file.bytes = room;
  }
  file.bytes.set(bytes, position);
  file.size = Math.max(file.size, end);
  return bytes.length;
}
