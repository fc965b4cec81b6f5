// Errors of parsing channel paths and credentials.

export type WireErrorCode = 'bad-channel' | 'bad-credentials';

/** A value that violates the grammar of the protocol; the message names the value and the rule. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;

  constructor(code: WireErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
