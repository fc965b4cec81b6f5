// What can be wrong with something a person sent.

export type ChatErrorCode = 'bad-request' | 'bad-message' | 'bad-channel' | 'bad-page';

/** Input that is not what it claims to be: a sentence a person can act on. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ChatErrorCode;

  constructor(code: ChatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
