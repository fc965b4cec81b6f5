// The user pool's own pages and its OAuth 2 endpoints, on the host of its domain.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { readBody } from '../../http/request-body.ts';
import type { Client, Cognito } from './cognito-service.ts';
import { type Refused, refusalPage, signInPage } from './sign-in-page.ts';

/** A form of these endpoints is a few hundred bytes. */
const BODY_MAX = 16 * 1024;

/** A request to sign in that is fit to be answered. */
type Asked = {
  client: Client;
  redirectUri: string;
  scope: string;
  state: string | null;
  challenge: string | undefined;
};

/** Serves `/oauth2/authorize`, `/oauth2/token`, `/oauth2/userInfo`, `/oauth2/revoke` and `/logout` of one pool. */
export class Pages {
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
    if (route === 'GET /oauth2/authorize') return this.#ask(response, url);
    if (route === 'POST /oauth2/authorize') return this.#signIn(request, response, url);
    if (route === 'GET /logout') return this.#logout(response, url);
    // Browsers call the rest by fetch, from the page's origin, without cookies.
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

  #ask(response: ServerResponse, url: URL, refused?: Refused): void {
    const asked = this.#asked(response, url);
    if (asked) html(response, refused ? 400 : 200, signInPage(url.search, originOf(asked.redirectUri), refused));
  }

  async #signIn(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    // A form on another site must not sign its visitors in under a name of its choice.
    if (request.headers['sec-fetch-site'] === 'cross-site')
      return html(response, 403, refusalPage('Sign-in begins on this page, not on another site.'));
    const asked = this.#asked(response, url);
    if (!asked) return;
    const name = (await form(request)).get('username') ?? '';
    try {
      const user = await this.#cognito.signIn(this.#userPoolId, name);
      redirect(response, asked.redirectUri, { code: this.#cognito.newCode({ ...asked, user }), state: asked.state });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#ask(response, url, { name, problem: error.message });
    }
  }

  /** What was asked, or nothing: then the answer is given. To an address that the client did not name nobody is sent. */
  #asked(response: ServerResponse, url: URL): Asked | undefined {
    const ask = url.searchParams;
    const client = this.#cognito.client(ask.get('client_id') ?? '');
    if (client?.userPoolId !== this.#userPoolId)
      return void html(response, 400, refusalPage('The client_id is not known here.'));
    const redirectUri = ask.get('redirect_uri') ?? '';
    if (!this.#local(client.callbackUrls).includes(redirectUri))
      return void html(
        response,
        400,
        refusalPage('The redirect_uri is not one of the addresses that the client has named.'),
      );
    const refuse = (error: string) => void redirect(response, redirectUri, { error, state: ask.get('state') });
    if (ask.get('response_type') !== 'code') return refuse('unsupported_response_type');
    const scope = ask.get('scope') || client.scopes.join(' ');
    if (!scope.split(' ').every((each) => client.scopes.includes(each))) return refuse('invalid_scope');
    const challenge = ask.get('code_challenge') ?? undefined;
    if (challenge && ask.get('code_challenge_method') !== 'S256') return refuse('invalid_request');
    return { client, redirectUri, scope, state: ask.get('state'), challenge };
  }

  #logout(response: ServerResponse, url: URL): void {
    const client = this.#cognito.client(url.searchParams.get('client_id') ?? '');
    const logoutUri = url.searchParams.get('logout_uri') ?? '';
    if (client && this.#local(client.logoutUrls).includes(logoutUri)) return redirect(response, logoutUri, {});
    html(response, 400, refusalPage('The logout_uri is not one of the addresses that the client has named.'));
  }

  async #token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await form(request);
    const text = (name: string) => sent.get(name) ?? '';
    const client = this.#client(request, sent);
    if (!client) return json(response, 400, { error: 'invalid_client' });
    const kind = text('grant_type');
    if (kind !== 'authorization_code' && kind !== 'refresh_token')
      return json(response, 400, { error: 'unsupported_grant_type' });
    const tokens =
      kind === 'authorization_code'
        ? await this.#cognito.redeemCode(text('code'), client.clientId, text('redirect_uri'), text('code_verifier'))
        : await this.#cognito.redeemRefresh(text('refresh_token'), client.clientId);
    json(response, tokens ? 200 : 400, tokens ?? { error: 'invalid_grant' });
  }

  async #revoke(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await form(request);
    if (!this.#client(request, sent)) return json(response, 400, { error: 'invalid_client' });
    await this.#cognito.revoke(sent.get('token') ?? '');
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

  /** The client that asks: a public one by its id, one with a secret by its secret too. */
  #client(request: IncomingMessage, sent: URLSearchParams): Client | undefined {
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
    const client = this.#cognito.client(sent.get('client_id') ?? id);
    return client?.userPoolId === this.#userPoolId && (client.secret ?? '') === secret ? client : undefined;
  }

  #local(urls: readonly string[]): string[] {
    return urls.map((url) => this.#endpoints.localize(url));
  }
}

/** What a form may lead back to: an origin, or for an app's own scheme the scheme. */
function originOf(uri: string): string {
  const { origin, protocol } = new URL(uri);
  return origin === 'null' ? protocol : origin;
}

async function form(request: IncomingMessage): Promise<URLSearchParams> {
  const tooLarge = () => new AwsError('InvalidRequest', `A form has at most ${BODY_MAX} bytes.`, 413);
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
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(html);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
