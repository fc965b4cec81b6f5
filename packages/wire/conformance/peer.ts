// A client that knows nothing: it says and hears frames as texts.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type ClientOptions, WebSocket } from 'ws';
import type { Target } from './target.ts';

/** A WebSocket, and the frames that came and were not asked for yet. */
export class Peer {
  readonly ws: WebSocket;
  readonly #frames: string[] = [];
  #wake: () => void = () => {};

  constructor(url: string, protocols: string[], options: ClientOptions = {}) {
    this.ws = new WebSocket(url, protocols, { ...options, perMessageDeflate: false });
    this.ws.on('message', (data, isBinary) => {
      assert.equal(isBinary, false, 'the server sends texts only');
      this.#frames.push(String(data));
      this.#wake();
    });
    this.ws.on('close', () => this.#wake());
    this.ws.on('error', () => {});
  }

  async opened(): Promise<this> {
    if (this.ws.readyState === WebSocket.CONNECTING) await once(this.ws, 'open');
    return this;
  }

  says(frame: string | Buffer): void {
    this.ws.send(frame);
  }

  /** The next frame as it came. */
  async hearsText(): Promise<string> {
    while (this.#frames.length === 0) {
      if (this.ws.readyState === WebSocket.CLOSED) throw new Error('The connection was closed and nothing more came.');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#frames.shift() ?? '';
  }

  async hearsJson(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.hearsText()) as Record<string, unknown>;
  }

  /** The next frame is exactly this. */
  async hears(expected: unknown): Promise<void> {
    assert.deepEqual(await this.hearsJson(), expected);
  }

  /** Nothing came that was not asked for: what comes next is the answer to a question. */
  async hearsNothing(): Promise<void> {
    this.says('{"type":"unsubscribe","id":"is-anything-there"}');
    assert.equal((await this.hearsJson())['id'], 'is-anything-there');
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
export async function connected(target: Target, key = target.apiKey): Promise<Peer> {
  return new Peer(target.realtime, [
    'aws-appsync-event-ws',
    credentials({ host: target.host, 'x-api-key': key }),
  ]).opened();
}

/** `header-…` by hand: base64url without padding. */
export function credentials(fields: Readonly<Record<string, string>>): string {
  return `header-${Buffer.from(JSON.stringify(fields)).toString('base64url')}`;
}

/** Subscribes with the API key and waits until it stands. */
export async function subscribed(target: Target, peer: Peer, id: string, channel: string): Promise<void> {
  peer.says(
    `{"type":"subscribe","id":"${id}","channel":"${channel}","authorization":{"x-api-key":"${target.apiKey}"}}`,
  );
  await peer.hears({ id, type: 'subscribe_success' });
}

/** An answer of the HTTP host. */
export type HttpAnswer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
};

/** `POST /event` with an API key, and any header more than once. */
export function posted(
  target: Target,
  body: string,
  headers: Record<string, string | string[]> = { 'x-api-key': target.apiKey },
): Promise<HttpAnswer> {
  return asked(target, 'POST', body, headers);
}

/** Any request to the HTTP host. */
export async function asked(
  target: Target,
  method: string,
  body: string,
  headers: Record<string, string | string[]>,
): Promise<HttpAnswer> {
  const request = target.http.startsWith('https:') ? httpsRequest : httpRequest;
  const sent = request(target.http, { method, headers: { 'content-type': 'application/json', ...headers } });
  sent.end(body);
  const [response] = await once(sent, 'response');
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  const { statusCode, headers: answered } = response;
  return { status: statusCode, headers: answered, body: JSON.parse(Buffer.concat(parts).toString() || '{}') };
}

/** Publishes one event to a channel over HTTP, and checks that it was taken. */
export async function publishes(target: Target, channel: string, event: string): Promise<void> {
  const { status, body } = await posted(target, JSON.stringify({ channel, events: [event] }));
  assert.equal(status, 200);
  assert.deepEqual(body['failed'], []);
}

/** `{ errorType }`, and a message where one is known. */
export function error(errorType: string, message?: string): { errorType: string; message?: string } {
  return message === undefined ? { errorType } : { errorType, message };
}

/** The words of every refusal for bad credentials. */
export const UNAUTHORIZED = error('UnauthorizedException', 'You are not authorized to make this call.');
