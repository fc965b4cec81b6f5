// A data source: what a handler's request is sent to, and what the handler's response sees of it.
import { AwsError } from '../../../errors.ts';

/** What `ctx.result` and `ctx.error` are. */
export type SourceAnswer = {
  readonly result: unknown;
  readonly error?: { readonly type: string; readonly message: string };
};

/** A data source of an API, as its type makes it. */
export type DataSource = {
  readonly name: string;
  /** As CloudFormation spells it: `AMAZON_DYNAMODB`. */
  readonly type: string;
  /** Set for a function: what a direct integration calls. */
  readonly functionArn?: string;
  /** Sends what a handler's request returned. Throws BadRequest when that is no request for this type. */
  run(request: unknown): Promise<SourceAnswer>;
};

/** Does one operation of DynamoDB's API as the role of a data source. */
export type Table = (operation: string, input: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** A handler's request returned something that its data source does not take; the handler fails, and its log says why. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** An object, with all its fields unknown; anything else is a bad request. */
export function fieldsOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadRequest(`${what} must be an object`);
  return value as Readonly<Record<string, unknown>>;
}

/** Turns what AWS would refuse into `ctx.error`; `service` stands before its name: `DynamoDB:ConditionalCheckFailedException`. */
export function failed(error: unknown, service: string): SourceAnswer {
  if (!(error instanceof AwsError)) throw error;
  return { result: null, error: { type: `${service}:${error.type}`, message: error.message } };
}
