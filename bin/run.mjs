// Runs a command of the project: `node bin/run.mjs start`. Any Node from 20 on can run this file; it sets up what is missing
// (the packages, with a Node 24 among them) and hands over to that Node, which runs TypeScript as it is.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command = '', ...args] = process.argv.slice(2);
const started = Date.now();

/** The exit code of a command that asks to be started again: `npm start -- --watch` after a change of its own sources. */
const RESTART = 75;

/** How often it is checked whether npm still runs. */
const NPM_CHECK_MS = 1_000;

installPackages();
let child = run(started);
stopWithNpm();
// Ctrl+C reaches both through the terminal; a signal sent to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

function run(since) {
  const running = spawn(node(), [join(root, 'bin', `${command}.ts`), ...args], {
    // The channel closes when this process dies, however it dies: the command then stops, too.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PARLEY_STARTED: String(since),
      // Node keeps compiled sources there: a start then compiles only what changed.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compiled'),
    },
  });
  running.on('exit', (code, signal) => {
    if (code === RESTART) child = run(Date.now());
    else process.exitCode = code ?? (signal ? 1 : 0);
  });
  return running;
}

/** Stops the command when npm was killed and could not pass on a signal: between npm and this process is often a shell. */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(process.ppid)], { encoding: 'utf8' });
  const [, parent, name = ''] = /^\s*(\d+)\s+(.*)$/m.exec(stdout ?? '') ?? [];
  const npm = /(?:^|\/)-?(?:ba|da|z|k)?sh$/.test(name.trim()) ? Number(parent) : process.ppid;
  setInterval(() => isRunning(npm) || child.kill('SIGTERM'), NPM_CHECK_MS).unref();
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const mark = join(root, 'node_modules', '.parley-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  console.error('Installing the packages (once, and again when package-lock.json changes) …');
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 2, 2], shell: !npm && process.platform === 'win32' };
  const result = npm ? spawnSync(process.execPath, [npm, 'ci'], options) : spawnSync('npm', ['ci'], options);
  if (result.status !== 0) {
    console.error('npm ci failed; what it printed above says why.');
    process.exit(1);
  }
  writeFileSync(mark, lock);
}

/** The Node that came with the packages; where npm has none for this machine, the one that runs this file, if new enough. */
function node() {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of Object.keys(optionalDependencies)) {
    const file = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(file)) return file;
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  console.error(
    `Node ${process.versions.node} is too old, and npm has no newer one for this machine. Install Node 24.`,
  );
  process.exit(1);
}
