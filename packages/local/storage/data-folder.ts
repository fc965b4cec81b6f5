// The data folder itself: which file in it is the journal, and what a crash left beside it.
import { dirname, join, resolve } from 'node:path';
import { EngineError } from '../errors.ts';
import type { Disk } from './disk.ts';
import { Journal } from './journal.ts';
import type { Damage } from './journal-scan.ts';

/** The name under which a journal is written until it is complete. */
export const UNFINISHED = 'journal.new';

/** The data folder's files are numbered; the highest number is the journal, a lower one is left from a switch. */
export function journalName(generation: number): string {
  return `journal.${generation}`;
}

/** Makes the folder if it is not there, and those above it, so that a power cut forgets none; only its owner may look into it. */
export async function makeFolder(disk: Disk, folder: string): Promise<void> {
  const first = await disk.makeFolder(folder);
  if (first === undefined) return;
  const top = dirname(resolve(first));
  for (let made = resolve(folder); made !== top; ) {
    made = dirname(made);
    await disk.syncFolder(made);
  }
}

/** Forgets everything: removes the journals and what was set aside of them, whatever else is in the folder. */
export async function eraseJournals(disk: Disk, folder: string): Promise<void> {
  for (const name of await disk.names(folder))
    if (/^(?:journal|damaged)\.[\w.]+$/.test(name)) await disk.remove(join(folder, name));
  await disk.syncFolder(folder);
}

/** The newest journal; one that was damaged must be written anew before it takes more. */
export type OpenedJournal = { journal: Journal; generation: number; wasDamaged: boolean };

/**
 * Opens the newest journal, or begins the first one, and hands over its frames. A damaged one is refused; with `repair`
 * what is damaged in it is set aside, each piece in a file of its own, and the rest handed over.
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
      await setAside(disk, aside, damage);
      journal.notes.push(
        `The data file ${path} was damaged at offset ${damage.offset}: what stood there is lost, the rest is kept. The ${damage.bytes.length} damaged bytes are set aside in ${aside}.`,
      );
    }
    // A process that was killed may have left bytes, and the journal's name, on their way to the disk: what is found here is
    // shown to people now, and so must outlive a power cut.
    await journal.sync();
    await disk.syncFolder(folder);
  } catch (error) {
    await journal.close();
    throw error;
  }
  // One that cannot be removed does no harm; the next start tries again.
  for (const old of generations) await disk.remove(join(folder, journalName(old))).catch(() => {});
  return { journal, generation, wasDamaged: damaged.length > 0 };
}

async function setAside(disk: Disk, path: string, { bytes }: Damage): Promise<void> {
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

/** What people read when the folder cannot be read or takes no more, with the system's own reason. */
export function unwritable(folder: string, error: unknown): EngineError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'ENOSPC' ? 'the disk is full' : (code ?? message);
  return new EngineError(
    'data-unwritable',
    `The data folder ${folder} cannot be used (${reason}); nothing more is stored until that is put right.`,
    { cause: error },
  );
}
