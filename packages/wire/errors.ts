// What can be wrong with something that came over the wire.

export type WireErrorCode = 'bad-channel' | 'bad-credentials';

/** Something that the wire's grammar does not allow: a sentence that says what and how it is allowed. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;

  constructor(code: WireErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
