// `npm test`: what CI runs: types, lint and format, then every test. With places it runs only the tests found there.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { ROOT } from '../harness/assembly.ts';
import { chromium } from '../harness/chromium.ts';
import { EXHAUSTIVE } from '../harness/exhaustive.ts';
import { groupTests } from './test-groups.ts';

const HELP = `npm test -- [options] [PLACE …]

  PLACE         a folder or a test file: its tests alone, without types and lint
  --watch       run the tests of PLACE again when what they import changes
  --exhaustive  run every seed, text and screen of the tests that sample them (half an hour and more)
  --help        this text`;

/** A test that takes longer hangs: it is named, and the run ends, because its process would not end by itself. */
const TEST_TIMEOUT_MS = 600_000;

/** Test files that run side by side: more than CI's two cores, because tests of a browser or of retries often wait. */
const CONCURRENCY = 4;

/** The places of tests, those with the longest files first, so that the short ones fill the end of the run. */
const PLACES = ['e2e', 'simulator', 'bench', 'fuzzer', 'packages/local', 'packages/*'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    watch: { type: 'boolean', default: false },
    exhaustive: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else if (positionals.length > 0 || (checkTypes() && checkStyle())) runTests();
else process.exitCode = 1;

function checkTypes(): boolean {
  const places = globSync(['packages/*', 'e2e'], { cwd: ROOT });
  return step('types', () => places.every((place) => succeeds('tsc', '-p', place)));
}

function checkStyle(): boolean {
  return step('lint and format', () => succeeds('biome', 'ci', '--error-on-warnings'));
}

function step(name: string, passes: () => boolean): boolean {
  console.log(`\n== ${name}`);
  const passed = passes();
  if (!passed) console.error(`\n${name}: failed, see above.`);
  return passed;
}

function runTests(): void {
  const found = [...new Set((positionals.length > 0 ? positionals : PLACES).flatMap(testFiles))];
  const files = values.watch ? found : groupTests(found);
  process.env['CHROMIUM'] = chromium();
  if (values.exhaustive) process.env[EXHAUSTIVE] = '1';
  console.log('\n== tests');
  const hanging = new AbortController();
  const { signal } = hanging;
  run({ files, concurrency: CONCURRENCY, timeout: TEST_TIMEOUT_MS, watch: values.watch, cwd: ROOT, signal })
    .on('test:fail', ({ details: { error }, name, file }) => {
      process.exitCode = 1;
      if ((error as { failureType?: string }).failureType !== 'testTimeoutFailure') return;
      console.error(
        `\n${file}: ${name}: not ended after ${TEST_TIMEOUT_MS / 60_000} minutes. The other tests are stopped.`,
      );
      hanging.abort();
    })
    .compose(spec)
    .pipe(process.stdout);
}

function testFiles(place: string): string[] {
  const files = place.endsWith('.test.ts')
    ? [place].filter((file) => existsSync(join(ROOT, file)))
    : globSync(`${place}/**/*.test.ts`, { cwd: ROOT, exclude: ['**/node_modules/**'] }).sort();
  if (files.length > 0) return files.map((file) => join(ROOT, file));
  console.error(`${place} has no tests. Name a folder or a test file, such as packages/chat.`);
  process.exit(1);
}

function succeeds(command: string, ...args: string[]): boolean {
  const file = join(ROOT, 'node_modules/.bin', command);
  return spawnSync(file, args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
}
