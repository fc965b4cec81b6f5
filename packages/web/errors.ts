// The errors of the page.
import { ChatError } from '@parley/chat';
import { allTexts } from './i18n/index.ts';

/** The kinds of errors; the README describes each. */
export type WebErrorCode =
  | 'unreachable'
  | 'refused'
  | 'failing'
  | 'sync-first'
  | 'full'
  | 'signed-out'
  | 'sign-in-refused'
  | 'bad-config'
  | 'bad-picture'
  | 'bad-file';

/**
 * An error whose message is shown to the user. `retryable` tells whether a retry may succeed, `status` is the HTTP status of the
 * response if there was one, and `retryAfterMs` the delay that the server has asked for.
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

/** The text to show for a value that was thrown. */
export function errorText(error: unknown): string {
  // Its own sentence is in English; the texts may not be loaded yet.
  const translated = error instanceof ChatError ? allTexts.problem?.(error.code, {}) : undefined;
  if (translated !== undefined) return translated;
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
