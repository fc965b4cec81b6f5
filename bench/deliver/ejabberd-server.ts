// Runs ejabberd with rooms and their archive, as packaged by Debian, on a free port, with its data in a temporary folder.
import { spawn, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Server, stopProcess } from '../shared/measured-server.ts';
import { SocketClient } from '../shared/socket-client.ts';
import type { XmppAddress } from './xmpp-client.ts';

/** The path of Debian's package. */
const EBIN = '/usr/lib/*/ejabberd-[0-9]*/ebin';
const INSTALL = join(import.meta.dirname, 'install-ejabberd.sh');
/** Erlang needs some seconds to start. */
const START_MS = 60_000;

/** Installs ejabberd if it is missing; returns the reason when it is not available. */
export function installEjabberd(): string | undefined {
  if (globSync(EBIN).length > 0) return undefined;
  const { status, stderr } = spawnSync(INSTALL, { stdio: ['ignore', 2, 'pipe'], encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim() || `${INSTALL} ended with ${status}.`;
}

/** Starts an ejabberd whose rooms archive each message before they deliver it (mod_mam, in Mnesia). */
export async function startEjabberd(): Promise<Server & { place: XmppAddress }> {
  const folder = mkdtempSync(join(tmpdir(), 'ejabberd-bench-'));
  const port = await freePort();
  const config = join(folder, 'ejabberd.yml');
  writeFileSync(config, configFor(port));
  const args = ['-noinput', '-noshell', '+K', 'true', '-pa', ...globSync(EBIN)];
  const child = spawn('erl', [...args, '-mnesia', 'dir', `"${join(folder, 'mnesia')}"`, '-s', 'ejabberd'], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: {
      ...process.env,
      HOME: folder,
      EJABBERD_CONFIG_PATH: config,
      EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
    },
  });
  const stop = async () => {
    await stopProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(port);
    return { pid: child.pid as number, place: { port }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function configFor(port: number): string {
  return `
hosts: [localhost]
loglevel: error
auth_method: [anonymous]
anonymous_protocol: sasl_anon
allow_multiple_connections: true
listen:
  - port: ${port}
    ip: 127.0.0.1
    module: ejabberd_http
    request_handlers:
      /ws: ejabberd_http_ws
modules:
  mod_mam:
    db_type: mnesia
    default: always
  mod_muc:
    host: conference.localhost
    access: all
    access_create: all
    access_mam: all
    history_size: 0
    max_users: 1000
    max_user_conferences: 100
    default_room_options:
      mam: true
      presence_broadcast: []
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function listening(port: number): Promise<void> {
  const until = performance.now() + START_MS;
  for (;;) {
    try {
      const peer = await SocketClient.upgraded(port, { path: '/ws', headers: { 'Sec-WebSocket-Protocol': 'xmpp' } });
      peer.socket.destroy();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
