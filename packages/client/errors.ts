// The client's error class, and the translation of AppSync's errors into it.

/** The reason for a failure; the README explains each code. */
export type ClientErrorCode = 'refused' | 'unauthorized' | 'too-large' | 'timed-out' | 'lost' | 'closed';

const RETRYABLE: ReadonlySet<ClientErrorCode> = new Set(['lost', 'timed-out']);

/** An operation that failed. `retryable` says whether another attempt may succeed. */
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

/** The error that was thrown, if it is one of the client's own; otherwise a new one, with that as its cause. */
export function clientErrorOf(cause: unknown, message: string, code: ClientErrorCode = 'lost'): ClientError {
  return cause instanceof ClientError ? cause : new ClientError(code, message, { cause });
}

/** Matches the error types and codes with which AppSync refuses the credentials of one operation. */
const UNAUTHORIZED = /Unauthorized|\b40[13]\b/;

/**
 * Matches those with which it refuses the credentials of a connection; an unreadable handshake is a `BadRequestException`.
 * Observed with a type and a code, with a type alone and with a code alone; aws-amplify treats the same ones as final
 * (api-graphql, constants).
 */
export const UNAUTHORIZED_AT_CONNECT = /Unauthorized|BadRequest|\b40[013]\b/;

/**
 * Translates a refusal by AppSync, keeping its wording. `subject` is what was refused; `errors` is the unvalidated list
 * of the frame or of the HTTP response.
 */
export function clientErrorFrom(
  subject: string,
  errors: unknown,
  status?: number,
  unauthorized = UNAUTHORIZED,
): ClientError {
  const { errorType, message, errorCode = status } = (Array.isArray(errors) && errors[0]) || {};
  const reason = [errorType, message].filter((part) => typeof part === 'string').join(': ');
  const typeAndCode = JSON.stringify([errorType, errorCode]);
  const code = unauthorized.test(typeAndCode)
    ? 'unauthorized'
    : /TooLarge|\b413\b/.test(typeAndCode)
      ? 'too-large'
      : 'refused';
  return new ClientError(code, `AppSync refused ${subject}: ${reason || `no reason given ${typeAndCode}`}`);
}
