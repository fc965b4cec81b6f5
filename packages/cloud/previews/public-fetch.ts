// Requests to servers outside, at addresses that users choose: public servers only, without anything of the user, and bounded.
import { type IncomingMessage, request } from 'node:http';
import { ACCEPTED_ENCODINGS, type BodyLimit, boundedBody } from './bounded-body.ts';
import { FetchError } from './fetch-error.ts';
import { aborted, connectPublic, type Network } from './public-network.ts';

export type PublicRequest = {
  /** The types of a response, in lower case. */
  types: readonly string[];
  limit: BodyLimit;
  /** Ends everything: connecting, redirects and the body. */
  signal: AbortSignal;
  network: Network;
};

export type PublicResponse = {
  /** The address after all redirects. */
  url: URL;
  type: string;
  charset: string | undefined;
  body: AsyncGenerator<Buffer, void, void>;
};

/** What a server outside sees of Parley. */
export const USER_AGENT = 'Parley-LinkPreview/1.0 (a chat; requests a link of a message once for all readers)';

/** As many redirects as a link shortener and a change to https take, and one more. */
const REDIRECTS_MAX = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The longest address that is requested. */
export const URL_LENGTH_MAX = 2_048;

/** Requests an address, and those to which it redirects: each is checked as the first one. */
export async function fetchPublic(address: string, options: PublicRequest): Promise<PublicResponse> {
  let url = parsePublicUrl(address);
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
    const response = await failingTogether(options.signal, () => requestOnce(url, options));
    const { statusCode = 0, headers } = response;
    if (REDIRECTS.has(statusCode) && headers.location !== undefined) {
      response.destroy();
      url = parsePublicUrl(headers.location, url);
      continue;
    }
    try {
      if (statusCode !== 200) throw new FetchError('bad-status', `${url.host} responded with ${statusCode}.`);
      const { type, charset } = contentType(headers['content-type']);
      if (!options.types.includes(type)) throw new FetchError('wrong-type', `${url.host} sent ${type || 'no type'}.`);
      return { url, type, charset, body: body(response, options) };
    } catch (error) {
      response.destroy();
      throw error;
    }
  }
  throw new FetchError('too-many-redirects', `More than ${REDIRECTS_MAX} redirects, the last one to ${url.host}.`);
}

/** Parses an address: http or https at their own ports, without credentials. A number is a host as the browser reads it: `2130706433` is 127.0.0.1. */
export function parsePublicUrl(address: string, base?: URL): URL {
  const url = address.length > URL_LENGTH_MAX ? null : URL.parse(address, base?.href);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  // The port of the scheme is an empty text; http at 443, or https at 80, is no page.
  if (!url || !isWeb || url.port !== '' || url.username !== '' || url.password !== '')
    throw new FetchError('bad-address', 'An address of http or https is needed, without a port or credentials.');
  url.hash = '';
  return url;
}

async function requestOnce(url: URL, { types, signal, network }: PublicRequest): Promise<IncomingMessage> {
  const socket = await connectPublic(url, network, signal);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = request({
    createConnection: () => socket,
    method: 'GET',
    path: `${url.pathname}${url.search}`,
    // All that is sent: no cookie, no referrer, no language.
    headers: {
      host: url.host,
      'user-agent': USER_AGENT,
      accept: types.join(', '),
      'accept-encoding': ACCEPTED_ENCODINGS,
      connection: 'close',
    },
    signal,
  });
  outgoing.on('response', resolve);
  outgoing.on('error', reject);
  // For example a change of protocol, which is no response.
  outgoing.on('close', () => reject(new Error('The connection was closed.')));
  outgoing.end();
  try {
    return await Promise.race([promise, aborted(signal)]);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function* body(response: IncomingMessage, { limit, signal }: PublicRequest): AsyncGenerator<Buffer, void, void> {
  try {
    yield* boundedBody(response, limit);
  } catch (error) {
    throw asFetchError(error, signal);
  }
}

async function failingTogether<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw asFetchError(error, signal);
  }
}

function asFetchError(error: unknown, signal: AbortSignal): FetchError {
  if (error instanceof FetchError) return error;
  if (signal.aborted) return new FetchError('too-slow', 'The server took too long.', { cause: error });
  return new FetchError('unreachable', `The request failed: ${(error as Error).message}`, { cause: error });
}

/** `text/html; charset="utf-8"`: the type and the charset, in lower case. */
function contentType(header = ''): { type: string; charset: string | undefined } {
  const [type = '', ...parameters] = header.toLowerCase().split(';', 10);
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  return { type: type.trim(), charset: charset?.slice('charset='.length).replaceAll('"', '') };
}
