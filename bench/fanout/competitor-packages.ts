// Competitor packages: installed in the build folder when a benchmark needs them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the installed packages. */
export const COMPETITORS_FOLDER = join(import.meta.dirname, '../../build/bench');

/** Installs a package if it is missing; throws when npm fails. */
export function installCompetitor(name: string, version: string): void {
  if (existsSync(join(COMPETITORS_FOLDER, 'node_modules', name))) return;
  mkdirSync(COMPETITORS_FOLDER, { recursive: true });
  console.error(`Installing ${name} ${version} into build/bench …`);
  const args = ['install', '--no-save', '--no-package-lock', '--prefix', COMPETITORS_FOLDER, `${name}@${version}`];
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`npm could not install ${name}; what it printed above says why.`);
}
