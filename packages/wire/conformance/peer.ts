// A client without any logic: it sends and receives frames as texts.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type ClientOptions, WebSocket } from 'ws';
import { type Case, defineCase, type Target } from './target.ts';

/** A WebSocket with a queue of the received frames. */
export class Peer {
  readonly ws: WebSocket;
  readonly #frames: string[] = [];
  #onChange: () => void = () => {};

  constructor(url: string, protocols: string[], options: ClientOptions = {}) {
    this.ws = new WebSocket(url, protocols, { ...options, perMessageDeflate: false });
    this.ws.on('message', (data, isBinary) => {
      assert.equal(isBinary, false, 'the server sends only texts');
      this.#frames.push(String(data));
      this.#onChange();
    });
    this.ws.on('close', () => this.#onChange());
    this.ws.on('error', () => {});
  }

  async opened(): Promise<this> {
    if (this.ws.readyState === WebSocket.CONNECTING) await once(this.ws, 'open');
    return this;
  }

  send(frame: string | Buffer): void {
    this.ws.send(frame);
  }

  /** The next frame as its text. */
  async nextText(): Promise<string> {
    while (this.#frames.length === 0) {
      if (this.ws.readyState === WebSocket.CLOSED)
        throw new Error('The connection was closed before another frame arrived.');
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
      });
    }
    return this.#frames.shift() ?? '';
  }

  /** The next frame. */
  async next(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.nextText()) as Record<string, unknown>;
  }

  /** The ids of the next frames, sorted: several subscriptions receive an event in any order. */
  async nextIds(count: number): Promise<unknown[]> {
    const ids: unknown[] = [];
    while (ids.length < count) ids.push((await this.next())['id']);
    return ids.sort();
  }

  /** Asserts that the next frame is exactly this. */
  async receives(expected: unknown): Promise<void> {
    assert.deepEqual(await this.next(), expected);
  }

  /** Asserts that no unsolicited frame has arrived: the next one is the response to a request. */
  async receivesNothing(): Promise<void> {
    this.send('{"type":"unsubscribe","id":"is-anything-there"}');
    assert.equal((await this.next())['id'], 'is-anything-there');
  }

  async closed(): Promise<number> {
    if (this.ws.readyState !== WebSocket.CLOSED) await once(this.ws, 'close');
    return (this.ws as unknown as { _closeCode: number })._closeCode;
  }

  [Symbol.dispose](): void {
    this.ws.terminate();
  }
}

/** Opens a connection with an API key, as a browser does. */
export async function connect(target: Target, key = target.apiKey): Promise<Peer> {
  return openWith(target.realtime, { host: target.host, 'x-api-key': key });
}

/** Opens a connection with any credentials. */
export function openWith(realtime: string, fields: Readonly<Record<string, string>>): Promise<Peer> {
  return new Peer(realtime, ['aws-appsync-event-ws', credentials(fields)]).opened();
}

/** `header-…` by hand: base64url without padding. */
export function credentials(fields: Readonly<Record<string, string>>): string {
  return `header-${Buffer.from(JSON.stringify(fields)).toString('base64url')}`;
}

/** A `subscribe` frame with the API key. */
export function subscribeFrame({ apiKey }: Target, id: string, channel: string): string {
  return `{"type":"subscribe","id":"${id}","channel":${JSON.stringify(channel)},"authorization":{"x-api-key":"${apiKey}"}}`;
}

/** A `publish` frame with the id `p` and the API key; `events` is the JSON of a list. */
export function publishFrame({ apiKey }: Target, channel: string, events: string): string {
  return `{"type":"publish","id":"p","channel":"${channel}","events":${events},"authorization":{"x-api-key":"${apiKey}"}}`;
}

/** Subscribes with the API key and waits for the confirmation. */
export async function subscribe(target: Target, peer: Peer, id: string, channel: string): Promise<void> {
  peer.send(subscribeFrame(target, id, channel));
  await peer.receives({ id, type: 'subscribe_success' });
}

/** Defines a case with one frame and its response, after which the connection stays open. */
export function responseCase(title: string, frame: (target: Target) => string, response: unknown): Case {
  return defineCase(title, async (target) => {
    using peer = await connect(target);
    peer.send(frame(target));
    await peer.receives(response);
    await peer.receivesNothing();
  });
}

/** A response of the HTTP host. */
export type HttpResponse = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
};

/** `POST /event` with an API key, and any header more than once. */
export function post(
  target: Target,
  body: string,
  headers: Record<string, string | string[]> = { 'x-api-key': target.apiKey },
): Promise<HttpResponse> {
  return request(target, 'POST', body, headers);
}

/** Any request to the HTTP host. */
export async function request(
  target: Target,
  method: string,
  body: string,
  headers: Record<string, string | string[]>,
): Promise<HttpResponse> {
  const send = target.http.startsWith('https:') ? httpsRequest : httpRequest;
  const sent = send(target.http, { method, headers: { 'content-type': 'application/json', ...headers } });
  sent.end(body);
  const [response] = await once(sent, 'response');
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  const { statusCode, headers: responseHeaders } = response;
  return { status: statusCode, headers: responseHeaders, body: JSON.parse(Buffer.concat(parts).toString() || '{}') };
}

/** Publishes one event to a channel over HTTP, and asserts that it succeeds. */
export async function publish(target: Target, channel: string, event: string): Promise<void> {
  const { status, body } = await post(target, JSON.stringify({ channel, events: [event] }));
  assert.equal(status, 200);
  assert.deepEqual(body['failed'], []);
}

/** `{ errorType }`, with a message where one is known. */
export function error(errorType: string, message?: string): { errorType: string; message?: string } {
  return message === undefined ? { errorType } : { errorType, message };
}

/** The first error of a frame or a response. */
export function firstError({ errors }: Record<string, unknown>): {
  errorType?: string;
  message?: string;
  errorCode?: number;
} {
  return (errors as object[] | undefined)?.[0] ?? {};
}

/** The indexes of the failed or successful events of a result. */
export function indexesOf(events: unknown): number[] {
  return (events as { index: number }[]).map(({ index }) => index);
}

/** The error of every request with invalid credentials. */
export const UNAUTHORIZED = error('UnauthorizedException', 'You are not authorized to make this call.');
