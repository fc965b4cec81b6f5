// Finds the browser for the tests; on Debian-based systems, as root, installs it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Chromium without the browser's own user interface: the tests then take a third less processor time. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of a Chromium or Chrome. The environment variable CHROMIUM overrides the known paths. */
export function chromium(): string {
  const preferred = [process.env['CHROMIUM'], HEADLESS_SHELL].find((path) => path && existsSync(path));
  if (preferred) return preferred;
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (canInstall && installHeadlessShell()) return HEADLESS_SHELL;
  const found = BROWSERS.find((path) => existsSync(path));
  if (found) return found;
  throw new Error(
    'The tests need Chromium or Chrome, and none was found. Install one (Debian: sudo apt-get install chromium-headless-shell), or set CHROMIUM to its path.',
  );
}

function installHeadlessShell(): boolean {
  console.error('Installing Chromium for the tests: apt-get install chromium-headless-shell …');
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium-headless-shell');
  return existsSync(HEADLESS_SHELL);
}
