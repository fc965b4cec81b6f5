// The data folder itself: which file in it is the journal, and what a crash left beside it.
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EngineError } from '../errors.ts';
import type { Disk } from './disk.ts';
import { Journal } from './journal.ts';

/** The name under which a journal is written until it is complete. */
export const UNFINISHED = 'journal.new';

/** The data folder's files are numbered; the highest number is the journal, a lower one is left from a switch. */
export function journalName(generation: number): string {
  return `journal.${generation}`;
}

/** Makes the folder if it is not there; only its owner may look into it. */
export async function makeFolder(disk: Disk, folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first !== undefined) await disk.syncFolder(dirname(resolve(first)));
}

/** Forgets everything: removes the journals, and only those, whatever else is in the folder. */
export async function eraseJournals(disk: Disk, folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (/^journal\.\w+$/.test(name)) await disk.remove(join(folder, name));
  await disk.syncFolder(folder);
}

/** Opens the newest journal, or begins the first one, and hands over its frames. */
export async function openJournal(
  disk: Disk,
  folder: string,
  each: (text: string) => void,
): Promise<{ journal: Journal; generation: number }> {
  await disk.remove(join(folder, UNFINISHED));
  const generations = (await readdir(folder))
    .map((name) => /^journal\.([1-9]\d{0,14})$/.exec(name)?.[1])
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
  const generation = generations.pop();
  if (generation === undefined) return { journal: await firstJournal(disk, folder), generation: 1 };
  const journal = await Journal.open(disk, join(folder, journalName(generation)), each);
  // One that cannot be removed does no harm; the next start tries again.
  for (const old of generations) await disk.remove(join(folder, journalName(old))).catch(() => {});
  return { journal, generation };
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

/** What people read when the folder takes no more, with the system's own reason. */
export function unwritable(folder: string, error: unknown): EngineError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'ENOSPC' ? 'the disk is full' : (code ?? message);
  return new EngineError(
    'data-unwritable',
    `The data folder ${folder} cannot be written (${reason}), so nothing more is stored until that is put right.`,
    { cause: error },
  );
}
