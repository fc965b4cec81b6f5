// Finds the browser of the tests; on Debian and its kin, as root, installs it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of a Chromium or Chrome. The variable CHROMIUM names one that stands elsewhere. */
export function chromium(): string {
  const found = [process.env['CHROMIUM'], ...PLACES].find((place) => place && existsSync(place));
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) return installed();
  throw new Error(
    'The tests drive Chromium or Chrome, and none is here. Install one (Debian: sudo apt-get install chromium), or set CHROMIUM to its path.',
  );
}

function installed(): string {
  console.error('Installing Chromium for the tests: apt-get install chromium …');
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
  if (!existsSync('/usr/bin/chromium'))
    throw new Error('apt-get could not install chromium; what it printed above says why.');
  return '/usr/bin/chromium';
}
