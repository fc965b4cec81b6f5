// What the engine says when it cannot go on, and what it answers when AWS would have refused.

export type EngineErrorCode =
  | 'bad-option'
  | 'bad-fault'
  | 'port-taken'
  | 'template-broken'
  | 'not-emulated'
  | 'data-damaged'
  | 'data-in-use'
  | 'data-unwritable';

/** The engine's own refusal: one sentence that says what is wrong and what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A refusal in AWS's words: `type` is AWS's error name, `status` its HTTP status, `fields` what else the answer holds. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly type: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, status = 400, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.type = type;
    this.status = status;
    this.fields = fields;
  }
}
