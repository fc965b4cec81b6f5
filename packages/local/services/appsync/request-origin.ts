// The request that an operation came with, as handlers and authorizers see it.
import type { IncomingMessage } from 'node:http';
import { type Authorization, parseAuthorization } from '@parley/wire';
import type { Origin } from './auth/authorization-modes.ts';

/**
 * Reads a request's headers and addresses. "Event API context reference": a header that came twice is a list, `cookie` is
 * not there, and `sourceIp` is what `x-forwarded-for` says and then the peer. The subprotocols of an upgrade hold a
 * credential and are left out too.
 */
export function originOf(request: IncomingMessage): Origin {
  const headers: Record<string, string | readonly string[]> = Object.create(null);
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (!values || HIDDEN.has(name)) continue;
    headers[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  const forwarded = request.headers['x-forwarded-for'];
  const addresses = (typeof forwarded === 'string' ? forwarded.split(',') : []).map((address) => address.trim());
  return { headers, sourceIp: [...addresses, request.socket.remoteAddress ?? ''] };
}

/** The credentials among a request's headers. Node would keep the first of two `authorization`; together they are none. */
export function credentialsIn(request: IncomingMessage): Authorization {
  if (request.headers.authorization === undefined) return parseAuthorization(request.headers);
  return parseAuthorization({ ...request.headers, authorization: request.headersDistinct['authorization']?.join(',') });
}

/** An origin that is read when somebody asks: most publishes meet no handler and no authorizer that does. */
export class LateOrigin implements Origin {
  readonly #request: IncomingMessage;
  #read: Origin | undefined;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  get headers() {
    return this.#origin.headers;
  }

  get sourceIp() {
    return this.#origin.sourceIp;
  }

  get #origin(): Origin {
    this.#read ??= originOf(this.#request);
    return this.#read;
  }
}

const HIDDEN: ReadonlySet<string> = new Set(['cookie', 'sec-websocket-protocol']);
