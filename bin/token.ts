// `npm run token -- NAME`: signs NAME in to the Parley that runs on this machine, as the page does, and prints the access token.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DATA, RUNNING } from './running.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: DATA } },
});
const [name, ...others] = positionals;
const running = join(values.data, RUNNING);

if (!name || others.length > 0) fail('npm run token -- NAME [--data DIR]: one name is needed, without spaces.');
else if (!existsSync(running)) fail(`No Parley runs on ${values.data}. Start it with npm start, then ask again.`);
else await print(name, JSON.parse(readFileSync(running, 'utf8')));

async function print(username: string, { SignIn, ClientId, page }: Record<string, string>): Promise<void> {
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = `${page}/`;
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: ClientId ?? '',
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state: 'token',
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const signedIn = await fetch(`${SignIn}/oauth2/authorize?${query}`, {
    method: 'POST',
    body: new URLSearchParams({ username }),
    redirect: 'manual',
  });
  const code = URL.parse(signedIn.headers.get('location') ?? '')?.searchParams.get('code');
  if (!code) return fail(`${JSON.stringify(username)} cannot sign in: a name has 1 to 50 characters and no spaces.`);
  const answer = await fetch(`${SignIn}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: ClientId ?? '',
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token) console.log(token);
  else fail(`The issuer gave no token (HTTP ${answer.status}).`);
}

function fail(reason: string): void {
  console.error(reason);
  process.exitCode = 1;
}
