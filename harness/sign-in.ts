// Signs a user in to a Parley on this machine, as the page does: authorization code grant with PKCE.
import { createHash, randomBytes } from 'node:crypto';

/** Where to sign in: the outputs `SignIn` and `ClientId`, and the page that is the redirect target. */
export type SignInAddresses = { signIn: string; clientId: string; page: string };

/** The tokens of a sign-in. */
export type SignInTokens = { access: string; refresh: string | undefined };

/** Returns an access token for the username; throws one sentence if the issuer rejects it. */
export async function signIn(addresses: SignInAddresses, username: string): Promise<string> {
  return (await requestTokens(addresses, username)).access;
}

/** Returns the tokens for the username; throws one sentence if the issuer rejects it. */
export async function requestTokens(
  { signIn, clientId, page }: SignInAddresses,
  username: string,
): Promise<SignInTokens> {
  const verifier = randomBytes(32).toString('base64url');
  const client = { client_id: clientId, redirect_uri: `${page}/` };
  const query = new URLSearchParams({
    ...client,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const signedIn = await post(`${signIn}/oauth2/authorize?${query}`, { username });
  const code = URL.parse(signedIn.headers.get('location') ?? '')?.searchParams.get('code');
  if (!code)
    throw new Error(`${JSON.stringify(username)} cannot sign in: a name has 1 to 50 characters and no spaces.`);
  const response = await post(`${signIn}/oauth2/token`, {
    ...client,
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
  });
  const { access_token: access, refresh_token: refresh } = (await response.json()) as Record<
    string,
    string | undefined
  >;
  if (!access) throw new Error(`The issuer returned no token (HTTP ${response.status}).`);
  return { access, refresh };
}

function post(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}
