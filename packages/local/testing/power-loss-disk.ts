// A disk for tests that loses its power: what was not synced is there afterwards, or in part, or not at all.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Disk, type DiskFile, inTwoSteps, nodeDisk } from '../storage/disk.ts';

/** What reaches a disk as a whole, or does not. */
const SECTOR = 512;

/** What a file holds on disk for sure, and what was done to it since, oldest first. */
type Content = { sure: Buffer; since: ({ at: number; bytes: Buffer } | { length: number })[] };
/** A change of names that no `syncFolder` has made last yet. */
type Naming = { from?: string; to?: string; content?: Content };

/**
 * The disk of one data folder. `isOver` is asked before each call; from the first time that it says so, every call fails,
 * as the process would not live to make it. `lose` then leaves in the folder what a power cut might have left.
 */
export class PowerDisk implements Disk {
  readonly makeFolder = nodeDisk.makeFolder;
  readonly names = nodeDisk.names;
  readonly lock = nodeDisk.lock;
  readonly #folder: string;
  readonly #isOver: () => boolean;
  readonly #shown = new Map<string, Content>();
  readonly #sure: Map<string, Content>;
  #since: Naming[] = [];
  #over = false;

  constructor(folder: string, isOver: () => boolean) {
    this.#folder = folder;
    this.#isOver = isOver;
    if (existsSync(folder))
      for (const name of readdirSync(folder))
        this.#shown.set(name, { sure: readFileSync(join(folder, name)), since: [] });
    this.#sure = new Map(this.#shown);
  }

  async open(path: string): Promise<DiskFile> {
    this.#meet();
    return this.#file(await nodeDisk.open(path), this.#shown.get(basename(path)) as Content);
  }

  async create(path: string): Promise<DiskFile> {
    this.#meet();
    const content = this.#shown.get(basename(path)) ?? { sure: Buffer.alloc(0), since: [] };
    content.since.push({ length: 0 });
    this.#name({ to: basename(path), content });
    return this.#file(await nodeDisk.create(path), content);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#meet();
    const content = this.#shown.get(basename(from)) as Content;
    this.#name({ from: basename(from), to: basename(to), content });
    await nodeDisk.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    this.#meet();
    this.#name({ from: basename(path) });
    await nodeDisk.remove(path);
  }

  async syncFolder(path: string): Promise<void> {
    this.#meet();
    if (path !== this.#folder) return;
    for (const naming of this.#since.splice(0)) apply(naming, this.#sure);
  }

  /** Puts into the folder what was on disk for sure, and of the rest what `random` lets through. */
  lose(random: () => number): void {
    for (const naming of this.#since) if (random() < 0.5) apply(naming, this.#sure);
    for (const name of readdirSync(this.#folder)) rmSync(join(this.#folder, name));
    for (const [name, content] of this.#sure) writeFileSync(join(this.#folder, name), remains(content, random));
  }

  #name(naming: Naming): void {
    apply(naming, this.#shown);
    this.#since.push(naming);
  }

  #file(file: DiskFile, content: Content): DiskFile {
    const meet = () => this.#meet();
    return inTwoSteps({
      read: (into, position) => file.read(into, position),
      async write(bytes, position) {
        meet();
        content.since.push({ at: position, bytes: Buffer.from(bytes) });
        return file.write(bytes, position);
      },
      async sync() {
        meet();
        content.sure = remains(content, () => 0);
        content.since = [];
      },
      async truncate(length) {
        meet();
        content.since.push({ length });
        await file.truncate(length);
      },
      size: () => file.size(),
      close: () => file.close(),
    });
  }

  #meet(): void {
    this.#over ||= this.#isOver();
    if (this.#over) throw new Error('The power is gone.');
  }
}

function apply({ from, to, content }: Naming, names: Map<string, Content>): void {
  if (from !== undefined) names.delete(from);
  if (to !== undefined && content) names.set(to, content);
}

/** A file after a power cut: of each sector that was on its way, the new bytes, the old ones, or zeros behind the old end. */
function remains({ sure, since }: Content, random: () => number): Buffer {
  let bytes = Buffer.from(sure);
  const toLength = (length: number) => Buffer.concat([bytes, Buffer.alloc(Math.max(0, length - bytes.length))], length);
  for (const change of since) {
    if ('length' in change) {
      if (random() < 0.5) bytes = toLength(change.length);
      continue;
    }
    const end = change.at + change.bytes.length;
    // The new length of a file may arrive without the bytes.
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
