// An OpenID Connect issuer for tests: real keys, real tokens, and a sign-in without a form.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** The issuer of an application that embeds the chat. */
export class OidcIssuer {
  readonly address: string;
  readonly #server: Server;
  readonly #keys: KeyPair;

  private constructor(server: Server, keys: KeyPair) {
    this.#server = server;
    this.#keys = keys;
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<OidcIssuer> {
    const keys = await generateKeyPair('RS256');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = new OidcIssuer(server, keys);
    const { address } = issuer;
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
    server.on('request', async (request, response) => {
      const url = new URL(request.url ?? '', address);
      const json = (body: unknown) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
          .end(JSON.stringify(body));
      if (url.pathname === '/.well-known/openid-configuration')
        return json({ issuer: address, jwks_uri: `${address}/keys` });
      if (url.pathname === '/keys') return json({ keys: [jwk] });
      if (url.pathname === '/token') return json({ access_token: await issuer.token(), token_type: 'Bearer' });
      const redirect = new URL(url.searchParams.get('redirect_uri') ?? '');
      redirect.searchParams.set('code', 'c');
      redirect.searchParams.set('state', url.searchParams.get('state') ?? '');
      response.writeHead(302, { location: redirect.href }).end();
    });
    return issuer;
  }

  /** A token as the application's backend would issue it to a user. */
  token(claims: JWTPayload = {}): Promise<string> {
    const seconds = Math.floor(Date.now() / 1000);
    const common = { iss: this.address, aud: 'chat', sub: 'user-1', iat: seconds, exp: seconds + 3600 };
    return new SignJWT({ ...common, preferred_username: 'olga', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .sign(this.#keys.privateKey);
  }

  [Symbol.dispose](): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
