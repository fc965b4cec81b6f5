// The page's configuration: the addresses in `config.json`, which the stack writes next to the page.
import type { FilesConfig } from '@parley/chat';
import { WebError } from './errors.ts';
import { loadMoreTexts, allTexts as t } from './i18n/index.ts';

/**
 * The addresses of the sign-in service (OAuth 2, authorization code with PKCE): `logout` ends its session, `revoke` revokes
 * refresh tokens, and `guests` creates guests: the HTTP API, if guest access is on.
 */
export type SignIn = {
  authorize: string;
  token: string;
  clientId: string;
  scope?: string;
  logout?: string;
  revoke?: string;
  guests?: string;
};

/** The contents of `config.json`. */
export type Config = {
  api: string;
  eventsHttp: string;
  eventsRealtime: string;
  signIn: SignIn;
  /** Without it, files are switched off. */
  files?: FilesConfig;
};

/** Loads the configuration past all caches, so that a new deployment takes effect at once. */
export async function loadConfig(fetching: typeof fetch, address: string): Promise<Config> {
  let response: Response;
  try {
    response = await fetching(address, { cache: 'no-store' });
  } catch (cause) {
    throw new WebError('bad-config', t.serverUnreachable, { cause });
  }
  const text = response.ok ? await response.text() : '';
  try {
    return parseConfig(text);
  } catch {
    // Few readers ever see these errors: their texts are loaded now.
    await loadMoreTexts();
    if (!response.ok) throw new WebError('bad-config', t.configMissing(response.status));
    return parseConfig(text);
  }
}

/** Parses the text of a `config.json`. Its errors have texts that are loaded on demand. */
export function parseConfig(text: string): Config {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (cause) {
    throw new WebError('bad-config', t.configNotJson, { cause });
  }
  const { api, eventsHttp, eventsRealtime, signIn, files } = fields('config.json', input);
  // A deployment with its own OIDC issuer may have no sign-in for the page.
  if (signIn === undefined) throw new WebError('bad-config', t.configNoSignIn);
  const { authorize, token, clientId, scope, ...others } = fields('signIn', signIn);
  if (typeof clientId !== 'string' || clientId === '') throw bad('signIn.clientId', t.expectedString);
  return {
    api: address('api', api, ['http:', 'https:']).replace(/(?<!\/)\/+$/, ''),
    eventsHttp: address('eventsHttp', eventsHttp, ['http:', 'https:']),
    eventsRealtime: address('eventsRealtime', eventsRealtime, ['ws:', 'wss:']),
    signIn: {
      authorize: address('signIn.authorize', authorize, ['http:', 'https:']),
      token: address('signIn.token', token, ['http:', 'https:']),
      clientId,
      ...(typeof scope === 'string' && { scope }),
      ...optional(others, 'logout', 'revoke', 'guests'),
    },
    // The stack has checked it.
    ...(files !== undefined && { files: files as FilesConfig }),
  };
}

function optional(input: Record<string, unknown>, ...names: string[]): Record<string, string> {
  const given = names.filter((name) => input[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, address(`signIn.${name}`, input[name], ['http:', 'https:'])]));
}

function fields(name: string, input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null) throw bad(name, t.expectedObject);
  return input as Record<string, unknown>;
}

function address(name: string, value: unknown, protocols: readonly string[]): string {
  if (typeof value !== 'string' || !protocols.includes(URL.parse(value)?.protocol ?? ''))
    throw bad(name, t.expectedAddress(protocols));
  return value;
}

function bad(name: string, needed: string): WebError {
  return new WebError('bad-config', t.configInvalid(name, needed));
}
