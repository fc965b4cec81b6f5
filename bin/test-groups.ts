// Unit tests of one folder share a process: starting one costs more than running most of them.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../harness/assembly.ts';

/** The folders of a path that name a group: `packages/local/services/appsync`. */
const DEPTH = 4;

/** A hook at the top of a file would be one of all files in the process. */
const FILE_HOOK = /^(?:before|after)(?:Each)?\(/m;

/** Replaces the tests of each folder of a package by one module that imports them, in their order. Others remain alone. */
export function groupTests(files: readonly string[]): string[] {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'build', 'tests-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return [...Map.groupBy(files, groupOf)].map(([group, members]) => {
    if (members.length === 1) return members[0] as string;
    const module = join(folder, `${group.replaceAll('/', '-')}.test.mjs`);
    writeFileSync(module, members.map((file) => `await import(${JSON.stringify(pathToFileURL(file))});\n`).join(''));
    return module;
  });
}

function groupOf(file: string): string {
  const folders = relative(ROOT, file).split(sep).slice(0, -1);
  // Node looks for a snapshot beside the file with which it was started.
  const alone = folders[0] !== 'packages' || folders.includes('testing') || existsSync(`${file}.snapshot`);
  return alone || FILE_HOOK.test(readFileSync(file, 'utf8')) ? file : folders.slice(0, DEPTH).join('/');
}
