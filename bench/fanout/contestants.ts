// Who is measured.
import { join } from 'node:path';
import type { DialectName } from './load/client-protocols.ts';

/** A server, and how it is spoken to. */
export type Contestant = {
  readonly name: string;
  /** What the table says of it. */
  readonly is: string;
  readonly server: string;
  readonly args?: readonly string[];
  readonly dialect: DialectName;
  /** A package from npm that must be installed beside the project. */
  readonly peer?: { name: string; version: string };
};

const server = (file: string) => join(import.meta.dirname, 'servers', file);

/** In the order of the table. */
export const CONTESTANTS: readonly Contestant[] = [
  {
    name: 'parley',
    is: 'this engine, publishing over WebSocket',
    server: server('engine-server.ts'),
    dialect: 'appsync',
  },
  {
    name: 'parley-http',
    is: 'this engine, publishing over HTTP',
    server: server('engine-server.ts'),
    dialect: 'appsync-http',
  },
  {
    name: 'raw-coalesced',
    is: 'the machine’s limit: bare sockets, one write per listener and turn',
    server: server('raw-socket-server.ts'),
    args: ['--coalesce'],
    dialect: 'raw',
  },
  { name: 'raw', is: 'bare sockets, one write per delivery', server: server('raw-socket-server.ts'), dialect: 'raw' },
  { name: 'ws', is: 'naive `ws`', server: server('ws-server.ts'), dialect: 'ws' },
  {
    name: 'socket.io',
    is: 'Socket.IO 4.8.4',
    server: server('socket-io-server.ts'),
    dialect: 'socket.io',
    peer: { name: 'socket.io', version: '4.8.4' },
  },
];
