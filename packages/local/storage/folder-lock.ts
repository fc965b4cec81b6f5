// The lock on a data folder, one process at a time: the kernel releases it when the process dies, however it dies.
import { createHash } from 'node:crypto';
import { realpath, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../errors.ts';

/**
 * Locks the folder for this process. Returns a function that releases it. The lock is a listening socket: on Linux one
 * without a file, on Windows a named pipe; elsewhere a socket file, which a killed process leaves behind and the next one
 * removes. Two containers that share a folder have separate networks, and do not see each other's lock.
 */
export async function lockFolder(folder: string, platform: string = process.platform): Promise<() => Promise<void>> {
  const address = lockAddress(await realpath(folder), platform);
  const server =
    (await listen(address)) ?? (isFile(address) && (await removeStale(address)) ? await listen(address) : undefined);
  if (!server)
    throw new EngineError(
      'data-in-use',
      `Another process is using the data folder ${folder}. Stop it, or choose another folder with --data.`,
    );
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/** The address of a folder's lock: the same for every process, however it names the folder. */
export function lockAddress(folder: string, platform: string): string {
  const name = `parley-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  if (platform === 'linux') return `\0${name}`;
  return platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error),
    );
    server.listen(address, () => resolve(server));
  });
}

function isFile(address: string): boolean {
  return !address.startsWith('\0') && !address.startsWith('\\\\');
}

/** Moves the file aside before checking it: of two processes that find it stale, only one can move it. */
async function removeStale(address: string): Promise<boolean> {
  if (await answers(address)) return false;
  const aside = `${address}.${process.pid}`;
  try {
    await rename(address, aside);
  } catch {
    return true;
  }
  if (await answers(aside)) {
    await rename(aside, address);
    return false;
  }
  await rm(aside, { force: true });
  return true;
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}
