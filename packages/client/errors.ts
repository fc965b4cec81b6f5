// What can go wrong for a user of the client, and how AppSync's words become ours.

/** Why the client could not do something; each is explained in the README. */
export type ClientErrorCode = 'refused' | 'unauthorized' | 'too-large' | 'timed-out' | 'lost' | 'closed';

const RETRYABLE: ReadonlySet<ClientErrorCode> = new Set(['lost', 'timed-out']);

/** Something the client could not do. `retryable` says whether trying again may help. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  readonly retryable: boolean;

  constructor(code: ClientErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.retryable = RETRYABLE.has(code);
  }
}

/** What AppSync says of credentials that it does not take for one operation. */
const UNAUTHORIZED = /Unauthorized|\b40[13]\b/;

/**
 * What it says of them at connect; a handshake that it cannot read is a `BadRequestException`. Seen with a type and a
 * code, with a type alone and with a code alone; these are what aws-amplify takes for final (api-graphql, constants).
 */
export const UNAUTHORIZED_AT_CONNECT = /Unauthorized|BadRequest|\b40[013]\b/;

/** Says what AppSync refused and in which words; `errors` is the list of its frame or its HTTP answer, whatever it holds. */
export function refusal(what: string, errors: unknown, status?: number, unauthorized = UNAUTHORIZED): ClientError {
  const { errorType, message, errorCode = status } = (Array.isArray(errors) && errors[0]) || {};
  const said = [errorType, message].filter((part) => typeof part === 'string').join(': ');
  const why = JSON.stringify([errorType, errorCode]);
  const code = unauthorized.test(why) ? 'unauthorized' : /TooLarge|\b413\b/.test(why) ? 'too-large' : 'refused';
  return new ClientError(code, `AppSync refused ${what}: ${said || `no reason given ${why}`}`);
}
