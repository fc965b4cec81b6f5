// The HTTP request of an operation, as handlers and authorizers see it.
import type { IncomingMessage } from 'node:http';
import { type Authorization, parseAuthorization } from '@parley/wire';
import type { RequestOrigin } from './auth/authorization-modes.ts';

/**
 * Reads a request's headers and addresses. "Event API context reference": a header that occurs twice is a list, `cookie` is
 * left out, and `sourceIp` is the value of `x-forwarded-for` and then the peer. The subprotocols of an upgrade contain a
 * credential and are left out too.
 */
export function readOrigin(request: IncomingMessage): RequestOrigin {
  const headers: Record<string, string | readonly string[]> = Object.create(null);
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (!values || HIDDEN.has(name)) continue;
    headers[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  const forwarded = request.headers['x-forwarded-for'];
  const addresses = (typeof forwarded === 'string' ? forwarded.split(',') : []).map((address) => address.trim());
  return { headers, sourceIp: [...addresses, request.socket.remoteAddress ?? ''] };
}

/** The credentials in a request's headers. Node keeps the first of two `authorization` fields; joined they are invalid. */
export function readCredentials(request: IncomingMessage): Authorization {
  const { headers } = request;
  // Node's names are in lower case, and only `set-cookie` is a list: nothing to parse, and nothing to copy.
  if (headers.authorization === undefined && headers['set-cookie'] === undefined) return headers as Authorization;
  return parseAuthorization({ ...request.headers, authorization: request.headersDistinct['authorization']?.join(',') });
}

/** An origin that is read on first use: most publishes run no handler and no authorizer that uses it. */
export class LazyOrigin implements RequestOrigin {
  readonly #request: IncomingMessage;
  #cached: RequestOrigin | undefined;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  get headers() {
    return this.#origin.headers;
  }

  get sourceIp() {
    return this.#origin.sourceIp;
  }

  get #origin(): RequestOrigin {
    this.#cached ??= readOrigin(this.#request);
    return this.#cached;
  }
}

const HIDDEN: ReadonlySet<string> = new Set(['cookie', 'sec-websocket-protocol']);
