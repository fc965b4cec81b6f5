// Who may do what: the ways to authorize that an API knows, and which of them an operation takes.
import type { Authorization } from '@parley/wire';
import { type Soon, soon } from '../maybe-async.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';

/** The ways to authorize, as AWS spells them. */
export const AUTH_TYPES = ['API_KEY', 'AMAZON_COGNITO_USER_POOLS', 'OPENID_CONNECT', 'AWS_LAMBDA', 'AWS_IAM'] as const;
export type AuthType = (typeof AUTH_TYPES)[number];

/** The HTTP request or upgrade that an operation came with, as handlers see it. */
export type Origin = {
  readonly sourceIp: readonly string[];
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
};

/** One operation that asks to be allowed. */
export type Ask = {
  readonly operation: 'EVENT_CONNECT' | 'EVENT_PUBLISH' | 'EVENT_SUBSCRIBE';
  /** Credentials as header fields, names in lower case. */
  readonly authorization: Authorization;
  /** Parsed path and its namespace; absent for a connect. */
  readonly channel?: string;
  readonly namespace?: string;
  /** The text whose hash a signature covers. */
  readonly signed: () => string;
  readonly origin: Origin;
};

/** Who asked: what `ctx.identity` is, and by which way it was proved. */
export type Caller = { readonly mode: AuthType; readonly identity: unknown };

/** One way to authorize, as one API is set up for it. */
export interface Authorizer {
  readonly mode: AuthType;
  /** Whether these credentials are of its kind; looks, does not verify. */
  recognizes(authorization: Authorization): boolean;
  /** Verifies; throws AwsError when the credentials are not good. */
  verify(ask: Ask): Soon<Caller>;
}

/** Finds out who asks, and refuses who may not. `allowed` are the modes that the API or the namespace takes. */
export function authorize(authorizers: readonly Authorizer[], allowed: ReadonlySet<AuthType>, ask: Ask): Soon<Caller> {
  const authorizer = authorizers.find((one) => one.recognizes(ask.authorization));
  if (!authorizer) throw refusal(CHOICES.badCredentials);
  return soon(authorizer.verify(ask), (caller) => {
    if (!allowed.has(caller.mode)) throw refusal(CHOICES.modeNotAllowed);
    return caller;
  });
}
