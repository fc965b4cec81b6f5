// Data sources, to which a handler's request is sent; with the two that need no translation: NONE and AWS_LAMBDA.
import { AwsError } from '../../../errors.ts';

/** `ctx.result` and `ctx.error`. */
export type SourceResult = {
  readonly result: unknown;
  readonly error?: { readonly type: string; readonly message: string };
};

/** A data source of an API. */
export type DataSource = {
  readonly name: string;
  /** As CloudFormation spells it: `AMAZON_DYNAMODB`. */
  readonly type: string;
  /** Set for AWS_LAMBDA: the function that a direct integration calls. */
  readonly functionArn?: string;
  /**
   * Runs the request that a handler returned, for the user who has published or subscribed. Throws InvalidRequest when it is not a
   * request of this type.
   */
  run(request: unknown, user?: string): Promise<SourceResult>;
};

/** Runs one operation of DynamoDB's API with the role of a data source. */
export type DynamoDbCall = (operation: string, input: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** A handler returned a request that is invalid for its data source: the handler fails, and the reason is in its log. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
}

/** Reads an object with unknown fields; throws InvalidRequest for any other value. */
export function parseObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidRequest(`${what} must be an object`);
  return value as Readonly<Record<string, unknown>>;
}

/** Turns an AwsError into `ctx.error`, with `service` before its type: `DynamoDB:ConditionalCheckFailedException`. */
export function toErrorResult(error: unknown, service: string): SourceResult {
  if (!(error instanceof AwsError)) throw error;
  return { result: null, error: { type: `${service}:${error.type}`, message: error.message } };
}

/** Reads a list; throws InvalidRequest for any other value. */
export function parseList(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new InvalidRequest(`${what} must be a list`);
  return value;
}

/** Creates a NONE data source: the payload of the request is the result. "… function reference for None data source". */
export function noneSource(name: string): DataSource {
  return {
    name,
    type: 'NONE',
    async run(input) {
      return { result: parseObject(input ?? {}, 'the request')['payload'] ?? null };
    },
  };
}

/** Invokes a function with the role of the data source: returns its result, or undefined at once when `wait` is false. */
export type InvokeFunction = (payload: unknown, wait: boolean, user?: string) => Promise<unknown>;

/** Creates the data source of a function. "… function reference for Lambda data source". */
export function lambdaSource(name: string, functionArn: string, invoke: InvokeFunction): DataSource {
  return {
    name,
    type: 'AWS_LAMBDA',
    functionArn,
    async run(input, user) {
      const { operation, invocationType = 'RequestResponse', payload } = parseObject(input, 'the request');
      if (operation !== 'Invoke')
        throw new InvalidRequest(`${String(operation)} is not an operation of a Lambda data source`);
      if (invocationType !== 'RequestResponse' && invocationType !== 'Event')
        throw new InvalidRequest(`invocationType is ${String(invocationType)}; it must be RequestResponse or Event`);
      try {
        const result = await invoke(payload ?? null, invocationType === 'RequestResponse', user);
        return { result: result ?? null };
      } catch (error) {
        return toErrorResult(error, 'Lambda');
      }
    },
  };
}
