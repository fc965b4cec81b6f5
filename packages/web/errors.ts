// What the page could not do.

export type WebErrorCode =
  | 'unreachable'
  | 'refused'
  | 'failing'
  | 'full'
  | 'signed-out'
  | 'sign-in-refused'
  | 'bad-config'
  | 'bad-picture';

/**
 * Something the page could not do, in a sentence to show. `retryable` says whether trying again may help, `retryAfterMs` how
 * long the server asks to wait before.
 */
export class WebError extends Error {
  override readonly name = 'WebError';
  readonly code: WebErrorCode;
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: WebErrorCode,
    message: string,
    options?: ErrorOptions & { status?: number; retryAfterMs?: number | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.retryable = RETRYABLE.has(code);
    this.status = options?.status;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

const RETRYABLE: ReadonlySet<WebErrorCode> = new Set(['unreachable', 'failing']);

/** The sentence to show for whatever was thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
