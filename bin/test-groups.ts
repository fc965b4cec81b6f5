// Tests that share a process: the unit tests of one folder, and a few of the files of e2e that use an engine in their own process.
//
// Starting a process costs more than running most unit tests, and an engine starts in half the time where another one has run.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../harness/assembly.ts';

/** The folders of a path that name a group: `packages/local/services/appsync`. */
const DEPTH = 4;

/** A hook at the top of a file would be one of all files in the process. */
const FILE_HOOK = /^(?:before|after)(?:Each)?\(/m;

/** Files of e2e that share a process, at most: a file that hangs ends the tests of its group. */
const STORIES_MAX = 5;

/** How a file of e2e opens an engine in its own process, by the name of its group. */
const STORIES = { browser: /\bopenBrowserSuite\(/, engine: /\b(?:open(?:Engine|Laptop)Suite|Laptop\.open)\(/ };

/** Replaces the tests of each group by one module that imports them, in their order. Others remain alone. */
export function groupTests(files: readonly string[]): string[] {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'build', 'tests-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const counts: Record<string, number> = {};
  const nameOf = (file: string): string => {
    const stories = storiesOf(file);
    if (!stories) return groupOf(file);
    const count = counts[stories] ?? 0;
    counts[stories] = count + 1;
    return `e2e-${stories}-${Math.floor(count / STORIES_MAX)}`;
  };
  return [...Map.groupBy(files, nameOf)].map(([group, members]) => {
    if (members.length === 1) return members[0] as string;
    const module = join(folder, `${group.replaceAll('/', '-')}.test.mjs`);
    writeFileSync(module, group.startsWith('e2e-') ? oneAfterTheOther(members) : members.map(importOf).join(''));
    return module;
  });
}

const importOf = (file: string) => `await import(${JSON.stringify(pathToFileURL(file))});\n`;

/** Each file is a test whose subtests are those of the file, so that its engine is stopped before the next file opens its own. */
function oneAfterTheOther(files: readonly string[]): string {
  const suite = JSON.stringify(pathToFileURL(join(ROOT, 'harness/test-suite.ts')));
  const tests = files.map((file) => {
    const name = relative(ROOT, file).replaceAll(sep, '/');
    return `test(${JSON.stringify(name)}, () => import(${JSON.stringify(pathToFileURL(file))}));\n`;
  });
  return `import { after, test } from 'node:test';\nimport { keepBrowser } from ${suite};\nafter(keepBrowser());\n${tests.join('')}`;
}

function storiesOf(file: string): keyof typeof STORIES | undefined {
  if (relative(ROOT, file).split(sep)[0] !== 'e2e') return undefined;
  const source = readFileSync(file, 'utf8');
  return (['browser', 'engine'] as const).find((name) => STORIES[name].test(source));
}

function groupOf(file: string): string {
  const folders = relative(ROOT, file).split(sep).slice(0, -1);
  // Node looks for a snapshot beside the file with which it was started.
  const alone = folders[0] !== 'packages' || folders.includes('testing') || existsSync(`${file}.snapshot`);
  return alone || FILE_HOOK.test(readFileSync(file, 'utf8')) ? file : folders.slice(0, DEPTH).join('/');
}
