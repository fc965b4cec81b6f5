// A Python with the Lambda Runtime Interface Client, in a folder of its own: only the tests of Python functions need it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const CLIENT = 'awslambdaric==4.2.2';
const FOLDER = join(import.meta.dirname, '../../../build', `python-${CLIENT.replace('==', '-')}`);

// Without a network pip would try again for minutes.
const PIP = ['--disable-pip-version-check', '--quiet', '--retries', '1', '--timeout', '10'];

/**
 * Puts that Python first on the PATH of this process, where the engine looks for it; it has the machine's packages, too. Returns why
 * it cannot be had, for `skip`.
 */
export function installPython(): string | false {
  try {
    if (!existsSync(FOLDER)) install();
    process.env['PATH'] = `${join(FOLDER, 'bin')}:${process.env['PATH']}`;
    return false;
  } catch (error) {
    return `python3 with ${CLIENT} cannot be installed here: ${(error as Error).message.split('\n')[0]}`;
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

/** Made aside and moved: several test files may begin at once. */
function install(): void {
  const aside = `${FOLDER}.${process.pid}`;
  const stdio = 'pipe';
  mkdirSync(join(aside, '..'), { recursive: true });
  try {
    execFileSync('python3', ['-m', 'venv', '--system-site-packages', aside], { stdio });
    execFileSync(join(aside, 'bin/python3'), ['-m', 'pip', 'install', ...PIP, CLIENT], { stdio });
    if (!existsSync(FOLDER)) renameSync(aside, FOLDER);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
