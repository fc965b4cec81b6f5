// What the HTTP API refuses, with the status it answers.

/** A refusal that the sender reads: `{ code, message }`. 503 may be tried again with the same id, 429 after `retryAfter` seconds. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}
