// The sign-in page and the OAuth 2 endpoints of a user pool, on the host of its domain.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { readBody } from '../../http/request-body.ts';
import type { Client, Cognito } from './cognito-service.ts';
import { errorPage, type RejectedName, signInPage } from './sign-in-page.ts';

/** The forms of these endpoints are a few hundred bytes. */
const BODY_MAX = 16 * 1024;

/** A valid request to sign in. */
type SignInRequest = {
  client: Client;
  redirectUri: string;
  scope: string;
  state: string | null;
  challenge: string | undefined;
};

/** Serves `/oauth2/authorize`, `/oauth2/token`, `/oauth2/userInfo`, `/oauth2/revoke` and `/logout` of one pool. */
export class OAuthEndpoints {
  readonly #userPoolId: string;
  readonly #cognito: Cognito;
  readonly #endpoints: Endpoints;

  constructor(userPoolId: string, { cognito, endpoints }: { cognito: Cognito; endpoints: Endpoints }) {
    this.#userPoolId = userPoolId;
    this.#cognito = cognito;
    this.#endpoints = endpoints;
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const route = `${request.method} ${url.pathname}`;
    if (route === 'GET /oauth2/authorize') return this.#showPage(response, url);
    if (route === 'POST /oauth2/authorize') return this.#signIn(request, response, url);
    if (route === 'GET /logout') return this.#logout(response, url);
    // Browsers call the others with fetch, from the page's origin, without cookies.
    response.setHeader('access-control-allow-origin', '*');
    if (request.method === 'OPTIONS') {
      const allow = {
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'authorization, content-type',
      };
      response.writeHead(204, allow).end();
    } else if (route === 'POST /oauth2/token') await this.#token(request, response);
    else if (route === 'POST /oauth2/revoke') await this.#revoke(request, response);
    else if (url.pathname === '/oauth2/userInfo') await this.#userInfo(request, response);
    else json(response, 404, { error: 'not_found' });
  }

  #showPage(response: ServerResponse, url: URL, rejected?: RejectedName): void {
    const valid = this.#parseRequest(response, url);
    if (valid) html(response, rejected ? 400 : 200, signInPage(url.search, originOf(valid.redirectUri), rejected));
  }

  async #signIn(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    // A form on another site must not sign its visitors in under a name that the site chooses.
    if (isCrossSite(request))
      return html(response, 403, errorPage('Sign in on this page, not through a form on another site.'));
    const valid = this.#parseRequest(response, url);
    if (!valid) return;
    const name = (await readForm(request)).get('username') ?? '';
    try {
      const user = await this.#cognito.signIn(this.#userPoolId, name);
      redirect(response, valid.redirectUri, { code: this.#cognito.createCode({ ...valid, user }), state: valid.state });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#showPage(response, url, { name, problem: error.message });
    }
  }

  /**
   * Parses the request; if it is invalid, answers it and returns undefined. It never redirects to a URL that the client has not
   * registered.
   */
  #parseRequest(response: ServerResponse, url: URL): SignInRequest | undefined {
    const query = url.searchParams;
    const client = this.#cognito.client(query.get('client_id') ?? '');
    if (client?.userPoolId !== this.#userPoolId)
      return void html(response, 400, errorPage('The client_id is unknown.'));
    const redirectUri = query.get('redirect_uri') ?? '';
    if (!this.#localized(client.callbackUrls).includes(redirectUri))
      return void html(response, 400, errorPage('The redirect_uri is not registered for this client.'));
    const reject = (error: string) => void redirect(response, redirectUri, { error, state: query.get('state') });
    if (query.get('response_type') !== 'code') return reject('unsupported_response_type');
    const scope = query.get('scope') || client.scopes.join(' ');
    if (!scope.split(' ').every((each) => client.scopes.includes(each))) return reject('invalid_scope');
    const challenge = query.get('code_challenge') ?? undefined;
    if (challenge && query.get('code_challenge_method') !== 'S256') return reject('invalid_request');
    return { client, redirectUri, scope, state: query.get('state'), challenge };
  }

  #logout(response: ServerResponse, url: URL): void {
    const client = this.#cognito.client(url.searchParams.get('client_id') ?? '');
    const logoutUri = url.searchParams.get('logout_uri') ?? '';
    if (client && this.#localized(client.logoutUrls).includes(logoutUri)) return redirect(response, logoutUri, {});
    html(response, 400, errorPage('The logout_uri is not registered for this client.'));
  }

  async #token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readForm(request);
    const text = (name: string) => form.get(name) ?? '';
    const client = this.#client(request, form);
    if (!client) return json(response, 400, { error: 'invalid_client' });
    const grantType = text('grant_type');
    if (grantType !== 'authorization_code' && grantType !== 'refresh_token')
      return json(response, 400, { error: 'unsupported_grant_type' });
    const tokens =
      grantType === 'authorization_code'
        ? await this.#cognito.exchangeCode(text('code'), client.clientId, text('redirect_uri'), text('code_verifier'))
        : await this.#cognito.refreshTokens(text('refresh_token'), client.clientId);
    json(response, tokens ? 200 : 400, tokens ?? { error: 'invalid_grant' });
  }

  async #revoke(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readForm(request);
    if (!this.#client(request, form)) return json(response, 400, { error: 'invalid_client' });
    await this.#cognito.revoke(form.get('token') ?? '');
    response.writeHead(200).end();
  }

  async #userInfo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    try {
      const { sub, username } = await this.#cognito.verify(token, { userPoolId: this.#userPoolId });
      json(response, 200, { sub, username });
    } catch {
      json(response, 401, { error: 'invalid_token' });
    }
  }

  /** The client of a request: identified by its id, and by its secret if it has one. */
  #client(request: IncomingMessage, form: URLSearchParams): Client | undefined {
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
    const client = this.#cognito.client(form.get('client_id') ?? id);
    return client?.userPoolId === this.#userPoolId && (client.secret ?? '') === secret ? client : undefined;
  }

  #localized(urls: readonly string[]): string[] {
    return urls.map((url) => this.#endpoints.localize(url));
  }
}

/** Browsers before Fetch Metadata send only `Origin`, which is `null` for a page that hides its own. Other clients send neither. */
function isCrossSite({ headers }: IncomingMessage): boolean {
  const { host, origin } = headers;
  return headers['sec-fetch-site'] === 'cross-site' || (origin !== undefined && URL.parse(origin)?.host !== host);
}

/** The redirect target that the form may lead to: an origin, or the scheme of an app. */
function originOf(uri: string): string {
  const { origin, protocol } = new URL(uri);
  return origin === 'null' ? protocol : origin;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const tooLarge = () => new AwsError('InvalidRequest', `A form may have ${BODY_MAX} bytes.`, 413);
  const body = await readBody(request, { maxBytes: BODY_MAX, tooLarge });
  return new URLSearchParams(body.toString('utf8'));
}

function redirect(response: ServerResponse, to: string, parameters: Record<string, string | null>): void {
  const url = new URL(to);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  response.writeHead(302, { location: url.href, 'cache-control': 'no-store' }).end();
}

function html(response: ServerResponse, status: number, { html, policy }: { html: string; policy: string }): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    // With `no-referrer` a browser would send `Origin: null` with the form.
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  response.end(html);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
