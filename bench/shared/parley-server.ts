// Runs `npm start` in its own process, on a free port, with its own data folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../../harness/assembly.ts';
import type { Addresses } from '../../harness/parley-process.ts';
import { signIn } from '../../harness/sign-in.ts';
import { type Server, stopProcess } from './measured-server.ts';
import type { ParleyAddress } from './parley-client.ts';

/** The number of users who post and subscribe. */
const USERS = 10;

/** Options of a start: `flags` for Node, `options` for the command. */
export type ParleyOptions = { flags?: readonly string[]; options?: readonly string[] };

/** Starts a Parley with the benchmark's channels and signed-in members. */
export async function startParley(
  channels: readonly string[],
  { flags = [], options = [] }: ParleyOptions = {},
): Promise<Server & { place: ParleyAddress }> {
  const data = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const command = [join(ROOT, 'bin/start.ts'), '--json', '--port', '0', '--data', data, ...options];
  const child = spawn(process.execPath, [...flags, ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    await stopProcess(child);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const at = await started(child);
    const place = await open(at, channels);
    return { pid: child.pid as number, control: at.breakTheNetwork, place, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function started(child: ChildProcess): Promise<Addresses> {
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  for await (const line of createInterface(child.stdout as NodeJS.ReadableStream)) return JSON.parse(line) as Addresses;
  throw new Error(`Parley did not start:\n${said}`);
}

async function open(at: Addresses, channels: readonly string[]): Promise<ParleyAddress> {
  const { outputs, page, api } = at;
  const provider = { signIn: outputs['SignIn'] ?? '', clientId: outputs['ClientId'] ?? '', page };
  const names = Array.from({ length: USERS }, (_, index) => `person-${index + 1}`);
  const tokens = await Promise.all(names.map((name) => signIn(provider, name)));
  const [maker = '', ...others] = tokens;
  for (const name of channels) {
    await post(`${api}/channels`, maker, { name });
    for (const token of others) await post(`${api}/channels/${name}/members`, token, {});
  }
  const { port, pathname } = new URL(api);
  return { port: Number(port), api: pathname, tokens };
}

async function post(address: string, token: string, body: unknown): Promise<void> {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${address} was answered with ${answer.status}: ${await answer.text()}`);
}
