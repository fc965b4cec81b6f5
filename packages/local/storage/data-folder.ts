// The files of the data folder: the current journal, leftovers of a crash, and damage that was moved aside.
import { dirname, join, resolve } from 'node:path';
import { EngineError } from '../errors.ts';
import type { Disk } from './disk.ts';
import { Journal } from './journal.ts';
import type { Damage } from './journal-scan.ts';

/** The name of a journal until it is complete. */
export const UNFINISHED = 'journal.new';

/** Journals are numbered; the highest number is the current one, a lower one is left from a compaction. */
export function journalName(generation: number): string {
  return `journal.${generation}`;
}

/** Creates the folder and those above it, if missing, so that they survive a power loss; only its owner may read it. */
export async function makeFolder(disk: Disk, folder: string): Promise<void> {
  const first = await disk.makeFolder(folder);
  if (first === undefined) return;
  const top = dirname(resolve(first));
  for (let made = resolve(folder); made !== top; ) {
    made = dirname(made);
    await disk.syncFolder(made);
  }
}

/** Erases all data: removes the journals and the damage that was moved aside, and no other file in the folder. */
export async function eraseJournals(disk: Disk, folder: string): Promise<void> {
  for (const name of await disk.names(folder))
    if (/^(?:journal|damaged)\.[\w.]+$/.test(name)) await disk.remove(join(folder, name));
  await disk.syncFolder(folder);
}

/** The current journal; one that was damaged must be rewritten before it accepts more records. */
export type OpenedJournal = { journal: Journal; generation: number; wasDamaged: boolean };

/**
 * Opens the current journal, or creates the first one, and passes its records to `each`. A damaged journal is rejected; with
 * `repair` each damaged piece is moved aside into a file of its own, and the intact records are passed on.
 */
export async function openJournal(
  disk: Disk,
  folder: string,
  each: (text: string) => void,
  repair = false,
): Promise<OpenedJournal> {
  await disk.remove(join(folder, UNFINISHED));
  const generations = (await disk.names(folder))
    .map((name) => /^journal\.([1-9]\d{0,14})$/.exec(name)?.[1])
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
  const generation = generations.pop();
  if (generation === undefined) return { journal: await firstJournal(disk, folder), generation: 1, wasDamaged: false };
  const damaged: Damage[] = [];
  const path = join(folder, journalName(generation));
  const journal = await Journal.open(disk, path, each, repair ? (damage) => void damaged.push(damage) : undefined);
  try {
    for (const damage of damaged) {
      const aside = join(folder, `damaged.${generation}.${damage.offset}`);
      await moveAside(disk, aside, damage);
      journal.notes.push(
        `The data file ${path} was damaged at offset ${damage.offset}: the data there is lost, the rest is kept. The ${damage.bytes.length} damaged bytes were moved to ${aside}.`,
      );
    }
    // A killed process may have left bytes, and the journal's name, in the kernel's cache: what is read here is served from
    // now on, and so must survive a power loss.
    await journal.sync();
    await disk.syncFolder(folder);
  } catch (error) {
    await journal.close();
    throw error;
  }
  // An old journal that cannot be removed does no harm; the next start tries again.
  for (const old of generations) await disk.remove(join(folder, journalName(old))).catch(() => {});
  return { journal, generation, wasDamaged: damaged.length > 0 };
}

async function moveAside(disk: Disk, path: string, { bytes }: Damage): Promise<void> {
  const file = await disk.create(path);
  try {
    for (let done = 0; done < bytes.length; ) done += await file.write(bytes.subarray(done), done);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function firstJournal(disk: Disk, folder: string): Promise<Journal> {
  const journal = await Journal.create(disk, join(folder, UNFINISHED));
  try {
    await journal.sync();
    await disk.rename(join(folder, UNFINISHED), join(folder, journalName(1)));
    await disk.syncFolder(folder);
    return journal;
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** The error for a folder that cannot be read or written, with the system's reason. */
export function unwritable(folder: string, error: unknown): EngineError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'ENOSPC' ? 'the disk is full' : (code ?? message);
  return new EngineError(
    'data-unwritable',
    `The data folder ${folder} cannot be used (${reason}); nothing is stored until this is fixed.`,
    { cause: error },
  );
}
