// A disk for tests that loses power: afterwards, writes that were not synced are stored completely, in part or not at all.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Disk, type DiskFile, nodeDisk, withWriteAndSync } from '../storage/disk.ts';

/** The part of a file that reaches a disk as a whole or not at all. */
const SECTOR = 512;

/** The synced content of a file, and the operations since, oldest first. */
type Content = { synced: Buffer; pending: ({ at: number; bytes: Buffer } | { length: number })[] };
/** A change of names that no `syncFolder` has made durable yet. */
type Naming = { from?: string; to?: string; content?: Content };

/**
 * The disk of one data folder. `isOver` is called before each operation; once it returns true, every operation fails, as the
 * process would not live to start it. `losePower` then leaves in the folder what a power loss might have left.
 */
export class PowerLossDisk implements Disk {
  readonly makeFolder = nodeDisk.makeFolder;
  readonly names = nodeDisk.names;
  readonly lock = nodeDisk.lock;
  readonly #folder: string;
  readonly #isOver: () => boolean;
  readonly #shown = new Map<string, Content>();
  readonly #synced: Map<string, Content>;
  #pending: Naming[] = [];
  #over = false;

  constructor(folder: string, isOver: () => boolean) {
    this.#folder = folder;
    this.#isOver = isOver;
    if (existsSync(folder))
      for (const name of readdirSync(folder))
        this.#shown.set(name, { synced: readFileSync(join(folder, name)), pending: [] });
    this.#synced = new Map(this.#shown);
  }

  async open(path: string): Promise<DiskFile> {
    this.#check();
    return this.#file(await nodeDisk.open(path), this.#shown.get(basename(path)) as Content);
  }

  async create(path: string): Promise<DiskFile> {
    this.#check();
    const content = this.#shown.get(basename(path)) ?? { synced: Buffer.alloc(0), pending: [] };
    content.pending.push({ length: 0 });
    this.#name({ to: basename(path), content });
    return this.#file(await nodeDisk.create(path), content);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#check();
    const content = this.#shown.get(basename(from)) as Content;
    this.#name({ from: basename(from), to: basename(to), content });
    await nodeDisk.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    this.#check();
    this.#name({ from: basename(path) });
    await nodeDisk.remove(path);
  }

  async syncFolder(path: string): Promise<void> {
    this.#check();
    if (path !== this.#folder) return;
    for (const naming of this.#pending.splice(0)) apply(naming, this.#synced);
  }

  /** Leaves in the folder what was synced, and of the pending operations those that `random` selects. */
  losePower(random: () => number): void {
    for (const naming of this.#pending) if (random() < 0.5) apply(naming, this.#synced);
    for (const name of readdirSync(this.#folder)) rmSync(join(this.#folder, name));
    for (const [name, content] of this.#synced) writeFileSync(join(this.#folder, name), remains(content, random));
  }

  #name(naming: Naming): void {
    apply(naming, this.#shown);
    this.#pending.push(naming);
  }

  #file(file: DiskFile, content: Content): DiskFile {
    const check = () => this.#check();
    return withWriteAndSync({
      read: (into, position) => file.read(into, position),
      async write(bytes, position) {
        check();
        content.pending.push({ at: position, bytes: Buffer.from(bytes) });
        return file.write(bytes, position);
      },
      async sync() {
        check();
        content.synced = remains(content, () => 0);
        content.pending = [];
      },
      async truncate(length) {
        check();
        content.pending.push({ length });
        await file.truncate(length);
      },
      size: () => file.size(),
      close: () => file.close(),
    });
  }

  #check(): void {
    this.#over ||= this.#isOver();
    if (this.#over) throw new Error('The power has failed.');
  }
}

function apply({ from, to, content }: Naming, names: Map<string, Content>): void {
  if (from !== undefined) names.delete(from);
  if (to !== undefined && content) names.set(to, content);
}

/** A file after a power loss: each pending sector has its new bytes, its old ones, or zeros beyond the old end. */
function remains({ synced, pending }: Content, random: () => number): Buffer {
  let bytes = Buffer.from(synced);
  const toLength = (length: number) => Buffer.concat([bytes, Buffer.alloc(Math.max(0, length - bytes.length))], length);
  for (const change of pending) {
    if ('length' in change) {
      if (random() < 0.5) bytes = toLength(change.length);
      continue;
    }
    const end = change.at + change.bytes.length;
    // The new length of a file may reach the disk without the bytes.
    if (random() < 0.5) bytes = toLength(Math.max(bytes.length, end));
    for (let at = change.at; at < end; at = (Math.floor(at / SECTOR) + 1) * SECTOR) {
      if (random() >= 0.5) continue;
      const piece = change.bytes.subarray(at - change.at, (Math.floor(at / SECTOR) + 1) * SECTOR - change.at);
      bytes = toLength(Math.max(bytes.length, at + piece.length));
      bytes.set(piece, at);
    }
  }
  return bytes;
}
