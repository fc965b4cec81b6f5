// AppSync's responses on plain `node:http`, without checks, handlers and other services: what this wire costs at least in Node.
// Everything of one turn of the event loop leaves in one write for each subscriber and each publisher.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { FrameReader } from '../../shared/frame-parser.ts';
import { serve } from './benchmark-server.ts';

const API_KEY = 'da2-reference';

/** The subscribers of a channel, with the beginning of their frames, and the events of this turn. */
type Room = { subscribers: Map<Socket, string>; events: string[] };

const rooms = new Map<string, Room>();
const announced: Room[] = [];
const responses: (() => void)[] = [];

serve(
  () =>
    new Promise((resolve) => {
      const server = createServer(receive);
      server.on('upgrade', accept);
      server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
        resolve({ port: (server.address() as { port: number }).port, apiKey: API_KEY });
      });
    }),
);

function accept(_request: IncomingMessage, socket: Socket): void {
  const reader = new FrameReader();
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  socket.on('data', (chunk: Buffer) =>
    reader.read(chunk, (bytes, from, to) => {
      const { id, channel } = JSON.parse(bytes.toString('utf8', from, to)) as { id: string; channel: string };
      roomOf(channel).subscribers.set(socket, `{"id":"${id}",`);
      socket.on('close', () => roomOf(channel).subscribers.delete(socket));
      socket.write(frame(`{"id":"${id}","type":"subscribe_success"}`), 'latin1');
    }),
  );
  socket.on('error', () => {});
}

function receive(request: IncomingMessage, response: ServerResponse): void {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const { channel, events } = JSON.parse(Buffer.concat(parts).toString('utf8')) as {
      channel: string;
      events: string[];
    };
    if (request.headers['x-api-key'] !== API_KEY) return void response.writeHead(401).end();
    const successful = events.map((event, index) => {
      JSON.parse(event);
      return { identifier: randomUUID(), index };
    });
    broadcast(roomOf(channel), events);
    responses.push(() => respond(response, JSON.stringify({ failed: [], successful })));
  });
}

function respond(response: ServerResponse, body: string): void {
  const headers = {
    'x-amzn-RequestId': randomUUID(),
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-amzn-RequestId, x-amzn-errortype',
    'x-amzn-appsync-TokensConsumed': '1',
    'content-type': 'application/json',
    'content-length': body.length,
  };
  response.writeHead(200, headers).end(body, 'latin1');
}

function roomOf(channel: string): Room {
  const room = rooms.get(channel) ?? { subscribers: new Map(), events: [] };
  rooms.set(channel, room);
  return room;
}

function broadcast(room: Room, events: readonly string[]): void {
  if (announced.length === 0) setImmediate(endTurn);
  if (room.events.length === 0) announced.push(room);
  for (const event of events) room.events.push(`"type":"data","event":${JSON.stringify(event)}}`);
}

function endTurn(): void {
  for (const { subscribers, events } of announced.splice(0)) {
    const rests = events.splice(0);
    for (const [socket, head] of subscribers) socket.write(rests.map((rest) => frame(head + rest)).join(''), 'latin1');
  }
  for (const send of responses.splice(0)) send();
}

/** A text frame of ASCII as a binary string. */
function frame(text: string): string {
  const { length } = text;
  const head = length < 126 ? [0x81, length] : [0x81, 126, length >> 8, length & 255];
  return String.fromCharCode(...head) + text;
}
