// Data sources: what a handler's request is sent to; with the two that need no translation, NONE and AWS_LAMBDA.
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

/** A list, or a bad request. */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new BadRequest(`${what} must be a list`);
  return value;
}

/** Makes a NONE data source: the payload of the request is the result. "… function reference for None data source". */
export function noneSource(name: string): DataSource {
  return {
    name,
    type: 'NONE',
    async run(input) {
      return { result: fieldsOf(input ?? {}, 'the request')['payload'] ?? null };
    },
  };
}

/** Calls a function as the role of the data source: returns what it returned, or undefined at once for an asynchronous call. */
export type InvokeFunction = (payload: unknown, wait: boolean) => Promise<unknown>;

/** Makes the data source of a function. "… function reference for Lambda data source". */
export function lambdaSource(name: string, functionArn: string, invoke: InvokeFunction): DataSource {
  return {
    name,
    type: 'AWS_LAMBDA',
    functionArn,
    async run(input) {
      const { operation, invocationType = 'RequestResponse', payload } = fieldsOf(input, 'the request');
      if (operation !== 'Invoke') throw new BadRequest(`${String(operation)} is no operation of a Lambda data source`);
      if (invocationType !== 'RequestResponse' && invocationType !== 'Event')
        throw new BadRequest(`invocationType is ${String(invocationType)}; it may be RequestResponse or Event`);
      try {
        const answer = await invoke(payload ?? null, invocationType === 'RequestResponse');
        return { result: answer ?? null };
      } catch (error) {
        return failed(error, 'Lambda');
      }
    },
  };
}
