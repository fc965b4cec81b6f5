// The contestants of the fan-out benchmark.
import { join } from 'node:path';
import type { ProtocolName } from './load/client-protocols.ts';

/** A server, and its client protocol. */
export type Contestant = {
  readonly name: string;
  /** Its description in the table. */
  readonly is: string;
  readonly server: string;
  readonly args?: readonly string[];
  readonly dialect: ProtocolName;
  /** An npm package that must be installed first. */
  readonly peer?: { name: string; version: string };
};

const server = (file: string) => join(import.meta.dirname, 'servers', file);

/** The contestants in the order of the table. */
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
    name: 'reference-http',
    is: 'plain `node:http` with the same responses, publishing over HTTP',
    server: server('reference-server.ts'),
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
