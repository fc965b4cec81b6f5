// `npm test`: what CI runs. Types, lint and format first, then every test; `npm test -- e2e` runs the tests of one place.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../harness/assembly.ts';
import { chromium } from '../harness/chromium.ts';

/** A file that takes longer hangs: it is ended and named. */
const FILE_TIMEOUT_MS = 300_000;

/** Test files that run side by side. The machine of CI has two cores, and a browser needs one. */
const AT_A_TIME = 2;

const places = process.argv.slice(2);
const bin = (name: string) => join(ROOT, 'node_modules/.bin', name);
const steps: [string, () => boolean][] = [
  [
    'types',
    () =>
      [...globSync('packages/*', { cwd: ROOT }), 'harness', 'simulator', 'bench', 'e2e'].every((place) =>
        run(bin('tsc'), '-p', place),
      ),
  ],
  ['lint and format', () => run(bin('biome'), 'ci', '--error-on-warnings')],
  ['tests', tests],
];

for (const [name, passes] of steps.slice(places.length > 0 ? -1 : 0)) {
  console.log(`\n== ${name}`);
  if (passes()) continue;
  console.error(`\n${name}: failed, as said above.`);
  process.exit(1);
}

function tests(): boolean {
  const files = (places.length > 0 ? places : ['packages', 'simulator', 'bench', 'e2e']).map(
    (place) => `${place}/**/*.test.ts`,
  );
  return run(
    process.execPath,
    '--test',
    `--test-concurrency=${AT_A_TIME}`,
    `--test-timeout=${FILE_TIMEOUT_MS}`,
    ...files,
  );
}

function run(command: string, ...args: string[]): boolean {
  const env = { ...process.env, CHROMIUM: chromium() };
  return (
    spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env, shell: process.platform === 'win32' }).status === 0
  );
}
