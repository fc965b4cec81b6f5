// Why a link has no preview.

/** What was wrong with an address, with its server or with what the server sent. */
export type FetchErrorCode =
  | 'bad-address'
  | 'private-address'
  | 'unreachable'
  | 'too-slow'
  | 'too-many-redirects'
  | 'bad-status'
  | 'wrong-type'
  | 'bad-encoding'
  | 'too-large';

/** A request to a server outside that was refused or failed. The reasons are for tests and logs: a reader learns only that there is no preview. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly code: FetchErrorCode;

  constructor(code: FetchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
