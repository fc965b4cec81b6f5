// AWS's JSON protocol over HTTP: the operation in a header, the input and the answer as JSON, errors by name.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../../errors.ts';

export type Input = Readonly<Record<string, unknown>>;
export type Operation = (input: Input) => unknown;

/** One service's front: `target` is what stands before the operation in `X-Amz-Target`. */
export type JsonService = {
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** Stands before an error's name: `com.amazonaws.sqs#`. */
  readonly errorPrefix?: string;
  /** Further headers of a refusal. */
  readonly errorHeaders?: (type: string) => Record<string, string>;
  readonly operations: Readonly<Record<string, Operation>>;
};

// An SQS message may be 1 MiB (SQS quotas); written as JSON a byte can become six.
const LONGEST_BODY = 8 * 1024 * 1024;

/** Answers one request of an AWS SDK; whatever goes wrong becomes an answer too. */
export async function answerJson(
  request: IncomingMessage,
  response: ServerResponse,
  service: JsonService,
): Promise<void> {
  try {
    const operation = operationOf(request, service);
    const output = await operation(parseInput(await bodyOf(request)));
    write(response, 200, service, output ?? {});
  } catch (error) {
    const refusal = error instanceof AwsError ? error : new AwsError('InternalFailure', 'The engine failed here.', 500);
    const { type, message, status, fields } = refusal;
    for (const [name, value] of Object.entries(service.errorHeaders?.(type) ?? {})) response.setHeader(name, value);
    write(response, status, service, { __type: `${service.errorPrefix ?? ''}${type}`, message, ...fields });
  }
}

function operationOf(request: IncomingMessage, { target, operations }: JsonService): Operation {
  const named = String(request.headers['x-amz-target'] ?? '');
  const name = named.startsWith(`${target}.`) ? named.slice(target.length + 1) : '';
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation)
    throw new AwsError('UnknownOperationException', `The operation ${JSON.stringify(named)} is not emulated.`);
  return operation;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LONGEST_BODY)
      throw new AwsError('RequestEntityTooLarge', `A request may be ${LONGEST_BODY} bytes.`, 413);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function parseInput(body: string): Input {
  let input: unknown;
  try {
    input = JSON.parse(body || '{}');
  } catch {
    throw new AwsError('SerializationException', 'The request is not JSON.');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new AwsError('SerializationException', 'The request must be a JSON object.');
  return input as Input;
}

function write(response: ServerResponse, status: number, { version }: JsonService, output: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(output));
}
