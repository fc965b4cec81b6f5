// Naive `ws`: the example of its README, with channels. One `send` of a text for each subscriber.
import { createRequire } from 'node:module';
import type { WebSocket, WebSocketServer } from 'ws';
import { serve } from './benchmark-server.ts';

// The version that the engine itself uses.
const ws = createRequire(import.meta.resolve('@parley/local'))('ws') as { WebSocketServer: typeof WebSocketServer };
const rooms = new Map<string, Set<WebSocket>>();

serve(
  () =>
    new Promise((resolve) => {
      const server = new ws.WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 4096, perMessageDeflate: false });
      server.on('connection', accept);
      server.on('listening', () => resolve({ port: (server.address() as { port: number }).port }));
    }),
);

function accept(socket: WebSocket): void {
  socket.on('message', (data) => {
    const { join, channel, event } = JSON.parse(String(data)) as { join?: string; channel: string; event: unknown };
    if (join === undefined) {
      const text = JSON.stringify({ channel, event });
      for (const one of rooms.get(channel) ?? []) one.send(text);
      return;
    }
    const room = rooms.get(join) ?? new Set();
    rooms.set(join, room.add(socket));
    socket.on('close', () => room.delete(socket));
    socket.send('{"joined":true}');
  });
  socket.on('error', () => {});
}
