// The AWS JSON protocol over HTTP: the operation is named in a header, input and output are JSON, errors have a name.
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { AwsError } from '../errors.ts';
import { ConnectionLost, parseTraceHeader, TRACE_HEADER } from '../fault-injection/index.ts';
import { readBody } from '../http/request-body.ts';

/** The input of an operation: a JSON object. */
export type Input = Readonly<Record<string, unknown>>;

/** An action on a resource that a policy of the caller must allow. `context` are the service's own condition keys, for policies that have conditions. */
export type Permission = {
  action: string;
  resource: string;
  context?: () => Readonly<Record<string, readonly string[]>> | undefined;
};

/**
 * Throws, in AWS's words, when a request is not signed or the role that signed it lacks one of the permissions. Returns what to call
 * when the operation has ended.
 */
export type Authorize = (headers: IncomingHttpHeaders, permissions: () => readonly Permission[]) => () => void;

/** One operation of an API, beside the permissions that it needs. */
export type Operation = {
  /** What the caller's role must allow for an input. An `unsigned` operation takes requests without a signature. */
  permissions: ((input: Input) => readonly Permission[]) | 'unsigned';
  run: (input: Input, context: OperationContext) => unknown;
};

/** What an operation may know of its request beside the input. */
export type OperationContext = {
  /** The trace that the request belongs to, if it is traced. */
  readonly trace: string | undefined;
  /** Aborts when the client closes its connection. */
  closed(): AbortSignal;
};

/** An API that speaks the protocol. Optional members are where AWS's services differ. */
export type JsonApi = {
  /** What precedes the operation in `X-Amz-Target`: `AmazonSQS`. */
  readonly targets: readonly string[];
  readonly version: '1.0' | '1.1';
  readonly operations: Readonly<Record<string, Operation>>;
  /** @default 8 MiB: an SQS message may be 1 MiB (SQS quotas), and in JSON one byte can become six */
  readonly maxBodyBytes?: number;
  /** Whether an empty body is an empty object. @default false */
  readonly acceptsEmptyBody?: boolean;
  /** The `__type` of an error: `com.amazonaws.sqs#OverLimit`. @default the error's name alone */
  readonly errorType?: (name: string) => string;
  readonly errorHeaders?: (name: string) => Readonly<Record<string, string>>;
  /** Words an authentication or authorization error as the service does. */
  readonly accessError?: (error: AwsError) => AwsError;
  readonly unknownOperation?: (target: string) => AwsError;
  readonly bodyTooLarge?: (maxBytes: number) => AwsError;
  /** The error for an unexpected failure. */
  readonly internalError?: (error: unknown) => AwsError;
  readonly responseHeaders?: (body: Buffer) => OutgoingHttpHeaders;
};

/** Answers requests of AWS's SDKs to an API. Every failure becomes a response, too. */
export function awsJsonHandler(api: JsonApi, authorize: Authorize) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const output = await run(api, authorize, request, response);
      write(response, 200, api, output ?? {});
    } catch (error) {
      if (error instanceof ConnectionLost) return void request.socket.destroy();
      const { internalError = engineFailed } = api;
      const { type, message, status, fields } = error instanceof AwsError ? error : internalError(error);
      if (response.headersSent || response.destroyed) return;
      for (const [name, value] of Object.entries(api.errorHeaders?.(type) ?? {})) response.setHeader(name, value);
      write(response, status, api, { __type: api.errorType?.(type) ?? type, message, ...fields });
    }
  };
}

/** As in DynamoDB on AWS, a request is parsed before its caller is checked: the input decides which permissions it needs. */
async function run(api: JsonApi, authorize: Authorize, request: IncomingMessage, response: ServerResponse) {
  const operation = operationOf(request, api);
  const { maxBodyBytes: maxBytes = 8 * 1024 * 1024, bodyTooLarge = tooLarge } = api;
  const body = await readBody(request, { maxBytes, tooLarge: () => bodyTooLarge(maxBytes) });
  const input = parseInput(body.toString('utf8'), api);
  const endCall = checkAccess(operation, input, request, api, authorize);
  try {
    return await operation.run(input, {
      trace: parseTraceHeader(request.headers[TRACE_HEADER]),
      closed: () => closedSignal(response),
    });
  } finally {
    endCall();
  }
}

function operationOf(request: IncomingMessage, { targets, operations, unknownOperation = notEmulated }: JsonApi) {
  const named = String(request.headers['x-amz-target'] ?? '');
  const target = targets.find((one) => named.startsWith(`${one}.`));
  const name = target === undefined ? '' : named.slice(target.length + 1);
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) throw unknownOperation(named);
  return operation;
}

function parseInput(body: string, { acceptsEmptyBody = false }: JsonApi): Input {
  let input: unknown;
  try {
    input = JSON.parse(acceptsEmptyBody && body === '' ? '{}' : body);
  } catch {
    throw new AwsError('SerializationException', 'The request is not JSON.');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new AwsError('SerializationException', 'The request must be a JSON object.');
  return input as Input;
}

function checkAccess(
  { permissions }: Operation,
  input: Input,
  request: IncomingMessage,
  { accessError }: JsonApi,
  authorize: Authorize,
): () => void {
  if (permissions === 'unsigned') return () => {};
  try {
    return authorize(request.headers, () => permissions(input));
  } catch (error) {
    throw accessError && error instanceof AwsError ? accessError(error) : error;
  }
}

function closedSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  else response.once('close', () => controller.abort());
  return controller.signal;
}

function write(response: ServerResponse, status: number, { version, responseHeaders }: JsonApi, output: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(output));
  response.writeHead(status, {
    'content-type': `application/x-amz-json-${version}`,
    ...responseHeaders?.(bytes),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(bytes);
}

function notEmulated(target: string): AwsError {
  return new AwsError('UnknownOperationException', `The operation ${JSON.stringify(target)} is not emulated.`);
}

function tooLarge(maxBytes: number): AwsError {
  return new AwsError('RequestEntityTooLarge', `A request may be ${maxBytes} bytes.`, 413);
}

function engineFailed(): AwsError {
  return new AwsError('InternalFailure', 'The engine failed here.', 500);
}
