// Errors of the HTTP API, with their status.
import type { ApiErrorCode } from '@parley/chat';

/**
 * An error response, `{ code, message }` and further fields. A 503 may be retried with the same id, a 429 after `retryAfter`
 * seconds.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: ApiErrorCode;
  readonly retryAfter: number | undefined;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: ApiErrorCode,
    message: string,
    retryAfter?: number,
    fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
    this.fields = fields;
  }
}
