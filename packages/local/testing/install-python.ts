// A Python with packages in a folder of its own: only the tests of Python functions and clients need it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const CLIENT = 'awslambdaric==4.2.2';
const BUILD = join(import.meta.dirname, '../../../build');

// Without a network pip would try again for minutes.
const PIP = ['--disable-pip-version-check', '--quiet', '--retries', '1', '--timeout', '10'];

/**
 * Puts that Python first on the PATH of this process, where the engine looks for it; it has the machine's packages, too. Returns why
 * it cannot be had, for `skip`.
 */
export function installPython(): string | false {
  try {
    process.env['PATH'] = `${join(pythonWith(CLIENT), 'bin')}:${process.env['PATH']}`;
    return false;
  } catch (error) {
    return reasonOf(error, CLIENT);
  }
}

/** The path of a Python with these packages, or why it cannot be had, for `skip`. */
export function installPythonClients(...packages: string[]): { python: string; skip: string | false } {
  try {
    return { python: join(pythonWith(...packages), 'bin/python3'), skip: false };
  } catch (error) {
    return { python: '', skip: reasonOf(error, packages.join(' and ')) };
  }
}

/** Whether that Python has a package of this machine; returns why not, for `skip`. */
export function lacksModule(name: string): string | false {
  try {
    execFileSync('python3', ['-c', `import ${name}`], { stdio: 'ignore' });
    return false;
  } catch {
    return `python3 cannot import ${name}`;
  }
}

function reasonOf(error: unknown, packages: string): string {
  return `python3 with ${packages} cannot be installed here: ${(error as Error).message.split('\n')[0]}`;
}

/** The folder of a Python with these packages. Made aside and moved: several test files may begin at once. */
function pythonWith(...packages: string[]): string {
  const folder = join(BUILD, `python-${packages.join('-').replaceAll('==', '-')}`);
  if (existsSync(folder)) return folder;
  const aside = `${folder}.${process.pid}`;
  const stdio = 'pipe';
  mkdirSync(BUILD, { recursive: true });
  try {
    execFileSync('python3', ['-m', 'venv', '--system-site-packages', aside], { stdio });
    execFileSync(join(aside, 'bin/python3'), ['-m', 'pip', 'install', ...PIP, ...packages], { stdio });
    if (!existsSync(folder)) renameSync(aside, folder);
    return folder;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
