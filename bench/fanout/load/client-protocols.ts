// The client protocol of each contestant: how clients connect, subscribe and publish, and where a frame has the event's number.
import { randomUUID } from 'node:crypto';
import { encodeCredentials, SUBPROTOCOL } from '@parley/wire';
import { clientFrame } from '../../shared/frame-parser.ts';
import type { Place } from '../servers/benchmark-server.ts';

/** The protocol of a contestant's clients. */
export type ClientProtocol = {
  /** The path and the headers of the upgrade. */
  open(place: Place): { path: string; headers: Readonly<Record<string, string>> };
  /** The frames after the upgrade, and a text in the response to each. */
  greeting?: { text: string; response: string };
  join(channel: string, place: Place): { text: string; response: string };
  /** The bytes of a publish. */
  publish(channel: string, event: string, place: Place): Buffer;
  /** Whether clients publish with HTTP requests instead of frames. */
  http?: true;
  /** Characters after the event's number, which is at the end of a `data` frame. */
  tail: number;
  /** The delay between two publishes of a connection. */
  restMs: number;
  /** A text in frames that reject a publish. */
  refusal: string;
};

export type ProtocolName = 'appsync' | 'appsync-http' | 'raw' | 'ws' | 'socket.io';

// AppSync accepts 25 publishes per second from one connection ("AppSync endpoints and quotas"): one per 42 ms is below it.
const APPSYNC_REST_MS = 42;

const appsync: ClientProtocol = {
  open: (place) => ({
    path: '/event/realtime',
    headers: { 'Sec-WebSocket-Protocol': `${SUBPROTOCOL}, ${encodeCredentials(credentials(place))}` },
  }),
  join: (channel, place) => ({
    text: JSON.stringify({ type: 'subscribe', id: randomUUID(), channel, authorization: credentials(place) }),
    response: 'subscribe_success',
  }),
  publish: (channel, event, place) =>
    clientFrame(
      JSON.stringify({ type: 'publish', id: 'speaker', channel, events: [event], authorization: credentials(place) }),
    ),
  tail: 3,
  restMs: APPSYNC_REST_MS,
  refusal: '_error',
};

const appsyncHttp: ClientProtocol = {
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

/** The protocols by name. */
export const PROTOCOLS: Record<ProtocolName, ClientProtocol> = {
  appsync,
  'appsync-http': appsyncHttp,
  raw: {
    ...plain,
    join: (channel) => ({ text: `J${channel} `, response: 'joined' }),
    publish: (channel, event) => clientFrame(`P${channel} ${event}`),
    tail: 1,
  },
  ws: {
    ...plain,
    join: (channel) => ({ text: JSON.stringify({ join: channel }), response: 'joined' }),
    publish: (channel, event) => clientFrame(`{"channel":"${channel}","event":${event}}`),
    tail: 2,
  },
  'socket.io': {
    ...plain,
    open: () => ({ path: '/socket.io/?EIO=4&transport=websocket', headers: {} }),
    greeting: { text: '40', response: '40{' },
    join: (channel) => ({ text: `42["join","${channel}"]`, response: 'joined' }),
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
