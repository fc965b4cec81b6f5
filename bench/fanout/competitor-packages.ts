// Packages that are measured and not used: installed beside the project when the bench needs them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where they are installed. */
export const PEERS = join(import.meta.dirname, '../../build/bench');

/** Installs a package there, unless it is; throws when npm cannot. */
export function installPeer(name: string, version: string): void {
  if (existsSync(join(PEERS, 'node_modules', name))) return;
  mkdirSync(PEERS, { recursive: true });
  console.error(`Installing ${name} ${version} into build/bench …`);
  const args = ['install', '--no-save', '--no-package-lock', '--prefix', PEERS, `${name}@${version}`];
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`npm could not install ${name}; what it printed above says why.`);
}
