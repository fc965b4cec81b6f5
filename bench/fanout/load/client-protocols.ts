// What each contestant's clients say: how they open, join, publish; and where in a frame the number of the event stands.
import { randomUUID } from 'node:crypto';
import { encodeCredentials, SUBPROTOCOL } from '@parley/wire';
import { clientFrame } from '../../shared/frame-parser.ts';
import type { Place } from '../servers/benchmark-server.ts';

/** The wire of a contestant. */
export type Dialect = {
  /** The path and the headers of the upgrade. */
  open(place: Place): { path: string; headers: Readonly<Record<string, string>> };
  /** What is said after the upgrade, and what the answer to it holds. */
  greeting?: { says: string; hears: string };
  join(channel: string, place: Place): { says: string; hears: string };
  /** The bytes of a publish. */
  publish(channel: string, event: string, place: Place): Buffer;
  /** Published with HTTP requests instead of frames. */
  http?: true;
  /** Characters after the event's number, which stands at the end of a `data` frame. */
  tail: number;
  /** Time from the end of one publish of a connection to its next. */
  restMs: number;
  /** What a frame holds that says a publish was refused. */
  refusal: string;
};

export type DialectName = 'appsync' | 'appsync-http' | 'raw' | 'ws' | 'socket.io';

// AppSync takes 25 publishes a second from one connection ("AppSync endpoints and quotas"): one each 42 ms is below it.
const APPSYNC_REST_MS = 42;

const appsync: Dialect = {
  open: (place) => ({
    path: '/event/realtime',
    headers: { 'Sec-WebSocket-Protocol': `${SUBPROTOCOL}, ${encodeCredentials(credentials(place))}` },
  }),
  join: (channel, place) => ({
    says: JSON.stringify({ type: 'subscribe', id: randomUUID(), channel, authorization: credentials(place) }),
    hears: 'subscribe_success',
  }),
  publish: (channel, event, place) =>
    clientFrame(
      JSON.stringify({ type: 'publish', id: 'speaker', channel, events: [event], authorization: credentials(place) }),
    ),
  tail: 3,
  restMs: APPSYNC_REST_MS,
  refusal: '_error',
};

const appsyncHttp: Dialect = {
  ...appsync,
  publish: (channel, event, place) => {
    const body = JSON.stringify({ channel, events: [event] });
    const head = `POST /event HTTP/1.1\r\nhost: ${host(place)}\r\nx-api-key: ${place.apiKey}\r\ncontent-type: application/json`;
    return Buffer.from(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`, 'latin1');
  },
  http: true,
  restMs: 0,
};

const plain = {
  open: () => ({ path: '/', headers: {} }),
  restMs: 0,
  refusal: 'error',
};

/** How each kind of contestant is spoken to. */
export const DIALECTS: Record<DialectName, Dialect> = {
  appsync,
  'appsync-http': appsyncHttp,
  raw: {
    ...plain,
    join: (channel) => ({ says: `J${channel} `, hears: 'joined' }),
    publish: (channel, event) => clientFrame(`P${channel} ${event}`),
    tail: 1,
  },
  ws: {
    ...plain,
    join: (channel) => ({ says: JSON.stringify({ join: channel }), hears: 'joined' }),
    publish: (channel, event) => clientFrame(`{"channel":"${channel}","event":${event}}`),
    tail: 2,
  },
  'socket.io': {
    ...plain,
    open: () => ({ path: '/socket.io/?EIO=4&transport=websocket', headers: {} }),
    greeting: { says: '40', hears: '40{' },
    join: (channel) => ({ says: `42["join","${channel}"]`, hears: 'joined' }),
    publish: (channel, event) => clientFrame(`42["publish","${channel}",${event}]`),
    tail: 2,
  },
};

function credentials(place: Place): Record<string, string> {
  return { host: host(place), 'x-api-key': place.apiKey ?? '' };
}

function host({ port }: Place): string {
  return `127.0.0.1:${port}`;
}
