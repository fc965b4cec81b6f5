// How a person is called, by the claims of a token. Runs in Lambda and on AppSync (APPSYNC_JS).

/**
 * The name by which others call somebody: `username` of a user pool's access token; of another issuer `preferred_username` or
 * `name`, if it gives them, and the `sub` if not. It has no blanks, so that a message can call it.
 */
export function usernameOf(claims: Readonly<Record<string, unknown>>): string {
  const name = claims['username'] ?? claims['preferred_username'] ?? claims['name'] ?? claims['sub'];
  return `${name}`.split(' ').join('-');
}
