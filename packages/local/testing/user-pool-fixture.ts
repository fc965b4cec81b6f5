// Test fixture: a user pool with one public client, its sign-in page on its own port, and a user who signs in.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { TestContext } from 'node:test';
import { ManualClock } from '../clock.ts';
import { Endpoints } from '../http/endpoints.ts';
import { listen } from '../http/server.ts';
import { Cognito, cognitoResources } from '../services/cognito-idp/index.ts';
import { Ids } from '../services/resource-ids.ts';
import type { Change, Storage } from '../storage/store.ts';

/** Storage in memory, which survives a restart of the service. */
export class PoolStorage implements Storage {
  readonly #buckets = new Map<string, Map<string, unknown>>();

  bucket(name: string): Map<string, unknown> {
    const bucket = this.#buckets.get(name) ?? new Map<string, unknown>();
    this.#buckets.set(name, bucket);
    return bucket;
  }

  async commit(changes: readonly Change[]): Promise<void> {
    for (const { bucket, key, value } of structuredClone(changes))
      if (value === undefined) this.bucket(bucket).delete(key);
      else this.bucket(bucket).set(key, value);
  }

  async settled(): Promise<void> {}
}

/** A code verifier as a page creates one, and its challenge. */
export const VERIFIER = 'v'.repeat(43);
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
/** The registered callback URL. */
export const CALLBACK = 'https://page.example/';

const PREFIX = 'demo';

/** Starts Cognito on storage that may have been used before. */
export async function withPool(t: TestContext, storage = new PoolStorage(), clock = new ManualClock(), stack = 'Demo') {
  const endpoints = new Endpoints();
  const server = await listen(endpoints, 0, (line) => assert.fail(line));
  endpoints.open();
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const cognito = new Cognito({ storage, clock });
  const ids = new Ids(stack);
  const make = async (logicalId: string, type: string, properties: Record<string, unknown>) => {
    const kind = cognitoResources.find((one) => one.type === `AWS::Cognito::${type}`);
    const resource = { logicalId, type: `AWS::Cognito::${type}`, properties, metadata: {} };
    const created = await kind?.create(resource, { cognito, ids, endpoints, authorize: () => () => {} });
    return created?.ref ?? '';
  };
  const poolId = await make('Users', 'UserPool', {});
  const clientId = await make('Page', 'UserPoolClient', {
    UserPoolId: poolId,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['openid', 'profile'],
    CallbackURLs: [CALLBACK],
    LogoutURLs: [CALLBACK],
  });
  await make('Pages', 'UserPoolDomain', { UserPoolId: poolId, Domain: PREFIX });
  const pages = `${endpoints.origin}/_aws/cognito-pages/${PREFIX}`;

  const link = (changes: Record<string, string> = {}) =>
    `${pages}/oauth2/authorize?${new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: CALLBACK,
      state: 'st"ate&',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...changes,
    })}`;
  const post = (path: string, form: Record<string, string>) =>
    fetch(path.startsWith('http') ? path : `${pages}${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
  /** Signs in with a name; returns the code of the redirect. */
  const signIn = async (name: string, changes?: Record<string, string>) => {
    const back = new URL((await post(link(changes), { username: name })).headers.get('location') ?? '');
    return back.searchParams.get('code') ?? '';
  };
  const exchange = async (code: string, changes: Record<string, string> = {}) => {
    const grant = {
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
    };
    const response = await post('/oauth2/token', { ...grant, code, ...changes });
    return { status: response.status, ...((await response.json()) as Record<string, string>) } as Tokens;
  };
  const refresh = (token: string, changes: Record<string, string> = {}) =>
    exchange('', { grant_type: 'refresh_token', refresh_token: token, ...changes });
  const issuer = `${endpoints.origin}/_aws/cognito-idp/${poolId}`;
  return { cognito, clock, storage, make, poolId, clientId, pages, issuer, link, post, signIn, exchange, refresh };
}

/** The response of the token endpoint. */
export type Tokens = {
  status: number;
  error?: string;
  access_token: string;
  id_token: string;
  refresh_token: string;
  expires_in: number;
};
