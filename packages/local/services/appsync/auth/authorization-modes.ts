// The authorization modes of an Event API, and the check of an operation against the allowed ones.
import type { Authorization } from '@parley/wire';
import { andThen, type MaybePromise } from '../maybe-async.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';

/** The authorization modes, as AWS spells them. */
export const AUTH_TYPES = ['API_KEY', 'AMAZON_COGNITO_USER_POOLS', 'OPENID_CONNECT', 'AWS_LAMBDA', 'AWS_IAM'] as const;
export type AuthType = (typeof AUTH_TYPES)[number];

/** The HTTP request or upgrade of an operation, as handlers see it. */
export type RequestOrigin = {
  readonly sourceIp: readonly string[];
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
};

/** One operation to authorize. */
export type AuthorizationRequest = {
  readonly operation: 'EVENT_CONNECT' | 'EVENT_PUBLISH' | 'EVENT_SUBSCRIBE';
  /** Credentials as header fields, with names in lower case. */
  readonly authorization: Authorization;
  /** The parsed path and its namespace; absent for a connect. */
  readonly channel?: string;
  readonly namespace?: string;
  /** The text that a signature covers. */
  readonly signed: () => string;
  readonly origin: RequestOrigin;
};

/** The caller: its `ctx.identity`, and the mode that verified it. */
export type Caller = { readonly mode: AuthType; readonly identity: unknown };

/** One authorization mode as an API configures it. */
export interface Authorizer {
  readonly mode: AuthType;
  /** Whether the credentials are of its kind; does not verify them. */
  recognizes(authorization: Authorization): boolean;
  /** Verifies the credentials; throws AwsError when they are invalid. */
  verify(request: AuthorizationRequest): MaybePromise<Caller>;
}

/** Returns the caller; throws AwsError for invalid credentials and for a mode that is not in `allowed`. */
export function authorize(
  authorizers: readonly Authorizer[],
  allowed: ReadonlySet<AuthType>,
  request: AuthorizationRequest,
): MaybePromise<Caller> {
  const authorizer = authorizers.find((one) => one.recognizes(request.authorization));
  if (!authorizer) throw awsError(UNDOCUMENTED.badCredentials);
  return andThen(authorizer.verify(request), (caller) => {
    if (!allowed.has(caller.mode)) throw awsError(UNDOCUMENTED.modeNotAllowed);
    return caller;
  });
}
