// The format of the stored data: a folder that an older Parley filled is rejected instead of misread.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '@parley/local';

/** Counts the changes to stored attributes and keys that older code cannot read. Format 1 had no file. */
const DATA_FORMAT = '3';

const FILE = 'data-format';

/** Throws when a folder holds data of another format, unless it is about to be deleted. */
export function checkDataFormat(folder: string, reset: boolean): void {
  const hasData = existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('journal.'));
  if (!hasData || reset) return;
  const file = join(folder, FILE);
  const format = existsSync(file) ? readFileSync(file, 'utf8').trim() : '1';
  if (format === DATA_FORMAT) return;
  throw new EngineError(
    'bad-option',
    `The data folder ${folder} has data format ${format}, and this version of Parley reads format ${DATA_FORMAT}. Start with --reset to delete the data, or choose another folder with --data.`,
  );
}

/** Records the format of the data in a folder. */
export function writeDataFormat(folder: string): void {
  const file = join(folder, FILE);
  if (existsSync(file) && readFileSync(file, 'utf8').trim() === DATA_FORMAT) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${DATA_FORMAT}\n`);
}
