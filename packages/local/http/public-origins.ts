// Public names of the engine: the origins at which a reverse proxy in front of it is reached.
import type { IncomingMessage } from 'node:http';
import { EngineError } from '../errors.ts';

/**
 * How an endpoint is reached under a public name. `public`: by every request. `unsigned`: by requests without an `Authorization` of
 * SigV4, whose key alone would decide, because signatures of SDK calls are not verified.
 */
export type PublicReach = 'public' | 'unsigned';

/** As many public names as a start may have. */
const ORIGINS_MAX = 20;

/** The longest host name (RFC 1035) and a port. */
const HOST_LENGTH_MAX = 260;

/** The public origins of an engine. */
export class PublicOrigins {
  /** As URLs write them: `https://events.example.test`. Addresses are printed with the first one. */
  readonly all: readonly string[];
  readonly #hosts: ReadonlySet<string>;
  readonly #names: ReadonlySet<string>;

  constructor(origins: readonly string[] = []) {
    if (origins.length > ORIGINS_MAX)
      throw new EngineError('bad-option', `--origin may be given ${ORIGINS_MAX} times, not ${origins.length} times.`);
    const parsed = origins.map(parseOrigin);
    this.all = parsed.map(({ origin }) => origin);
    this.#hosts = new Set(parsed.map(({ host }) => normalizedHost(host)));
    this.#names = new Set(parsed.map(({ hostname }) => hostname));
  }

  /** Whether a host, as a URL has it, is one of the public names. */
  has(host: string): boolean {
    return this.#hosts.has(host);
  }

  /** Whether the host of an authorization is a public one; some clients leave the port out. */
  isNamedBy(host: string): boolean {
    return this.#hosts.has(host) || this.#names.has(host);
  }

  /** Whether a request that reached an endpoint under a public name is served. */
  serves(reach: PublicReach | undefined, { headers }: IncomingMessage): boolean {
    if (reach === 'unsigned') return !/^\s*AWS/i.test(headers.authorization ?? '');
    return reach === 'public';
  }
}

/** A host name as URLs write it: in lower case, without the default port. Clients write `events.example.test:443`, too. */
export function normalizedHost(host: string): string {
  return host.toLowerCase().replace(/:(?:443|80)$/, '');
}

function parseOrigin(text: string): URL {
  const url = URL.parse(text);
  const isOrigin =
    url &&
    /^https?:$/.test(url.protocol) &&
    text.replace(/\/$/, '').toLowerCase() === url.origin &&
    !text.includes('*');
  if (!isOrigin || url.host.length > HOST_LENGTH_MAX)
    throw new EngineError(
      'bad-option',
      `--origin takes an origin such as https://events.example.test, not ${JSON.stringify(text)}: a scheme, a host name and at most a port, no path.`,
    );
  if (/\.(?:amazonaws\.com(?:\.cn)?|amazoncognito\.com|cloudfront\.net)$/.test(url.hostname))
    throw new EngineError('bad-option', `--origin ${text}: names of AWS are served as the template has them.`);
  return url;
}
