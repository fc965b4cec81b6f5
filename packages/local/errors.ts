// Errors: the engine's own, and those of AWS that it responds with.

export type EngineErrorCode =
  | 'bad-option'
  | 'bad-fault'
  | 'bad-parameter'
  | 'port-taken'
  | 'template-broken'
  | 'not-emulated'
  | 'create-failed'
  | 'data-damaged'
  | 'data-in-use'
  | 'data-unwritable'
  | 'restart-needed';

/** An error of the engine itself: one sentence that says what is wrong and what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** An error as AWS words it: `type` is AWS's error name, `status` the HTTP status, `fields` are further members of the response. */
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
