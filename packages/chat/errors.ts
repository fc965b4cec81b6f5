// Errors of input that does not have the required form.

import type { ApiErrorCode } from './error-codes.ts';

export type ChatErrorCode = Extract<
  ApiErrorCode,
  'bad-request' | 'bad-message' | 'bad-file' | 'bad-channel' | 'bad-page'
>;

/** Invalid input, with a sentence that tells the user what to do. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ChatErrorCode;

  constructor(code: ChatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
