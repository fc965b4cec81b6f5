// Finds the browser for the tests; on Debian-based systems, as root, installs it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of a Chromium or Chrome. The environment variable CHROMIUM overrides the known paths. */
export function chromium(): string {
  const found = [process.env['CHROMIUM'], ...PATHS].find((path) => path && existsSync(path));
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) return install();
  throw new Error(
    'The tests need Chromium or Chrome, and none was found. Install one (Debian: sudo apt-get install chromium), or set CHROMIUM to its path.',
  );
}

function install(): string {
  console.error('Installing Chromium for the tests: apt-get install chromium …');
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
  if (!existsSync('/usr/bin/chromium')) throw new Error('apt-get could not install chromium; see its output above.');
  return '/usr/bin/chromium';
}
