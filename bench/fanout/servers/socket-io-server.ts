// Socket.IO with rooms, as in its documentation, over WebSocket only. The benchmark installs the package.

import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { COMPETITORS_FOLDER } from '../competitor-packages.ts';
import { serve } from './benchmark-server.ts';

type SocketClient = {
  on(name: string, listener: (...args: unknown[]) => void): void;
  join(room: string): void;
  emit(name: string): void;
};
type SocketIo = {
  Server: new (
    server: object,
    options: object,
  ) => {
    on(name: 'connection', listener: (peer: SocketClient) => void): void;
    to(room: string): { emit(name: string, value: unknown): void };
  };
};

serve(
  () =>
    new Promise((resolve) => {
      const { Server } = createRequire(join(COMPETITORS_FOLDER, 'x.js'))('socket.io') as SocketIo;
      const server = createServer();
      const io = new Server(server, { transports: ['websocket'] });
      io.on('connection', (peer) => {
        peer.on('join', (room) => {
          peer.join(String(room));
          peer.emit('joined');
        });
        peer.on('publish', (room, event) => io.to(String(room)).emit('event', event));
      });
      server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
        resolve({ port: (server.address() as { port: number }).port });
      });
    }),
);
