// The limit of Node on this machine: raw sockets, hand-made frames, no checks. `--coalesce` writes everything of one turn
// of the event loop in one write for each subscriber; without it each delivery is a write.
import { createServer, type Socket } from 'node:net';
import { FrameReader } from '../../shared/frame-parser.ts';
import { serve } from './benchmark-server.ts';

const coalesce = process.argv.includes('--coalesce');
const rooms = new Map<string, Set<Socket>>();
const waiting = new Map<string, Buffer[]>();

serve(
  () =>
    new Promise((resolve) => {
      const server = createServer({ noDelay: true }, accept);
      server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
        resolve({ port: (server.address() as { port: number }).port });
      });
    }),
);

function accept(socket: Socket): void {
  let open = false;
  const joined: string[] = [];
  const reader = new FrameReader();
  socket.on('data', (chunk: Buffer) => {
    if (!open) {
      if (!chunk.includes('\r\n\r\n')) return;
      open = true;
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      return;
    }
    reader.read(chunk, (bytes, from, to) => {
      const text = bytes.toString('latin1', from, to);
      const channel = text.slice(1, text.indexOf(' '));
      if (text.startsWith('J')) {
        room(channel).add(socket);
        joined.push(channel);
        socket.write(frame('joined'));
      } else publish(channel, frame(text.slice(channel.length + 2)));
    });
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const channel of joined) room(channel).delete(socket);
  });
}

function room(channel: string): Set<Socket> {
  const found = rooms.get(channel) ?? new Set();
  rooms.set(channel, found);
  return found;
}

function publish(channel: string, bytes: Buffer): void {
  if (!coalesce) {
    for (const socket of room(channel)) socket.write(bytes);
    return;
  }
  if (waiting.size === 0) setImmediate(endTurn);
  const parts = waiting.get(channel);
  if (parts) parts.push(bytes);
  else waiting.set(channel, [bytes]);
}

function endTurn(): void {
  for (const [channel, parts] of waiting) {
    const bytes = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    if (bytes) for (const socket of room(channel)) socket.write(bytes);
  }
  waiting.clear();
}

function frame(text: string): Buffer {
  const { length } = text;
  const head = length < 126 ? [0x81, length] : [0x81, 126, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), Buffer.from(text, 'latin1')]);
}
