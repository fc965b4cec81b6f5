// DynamoDB over HTTP: the AWS JSON 1.0 protocol.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { AwsError } from '../../errors.ts';
import { ConnectionLost, TRACE_HEADER, traceIn } from '../../fault-injection/index.ts';

/** AWS: "Quotas in Amazon DynamoDB": a request is at most 16 MB. */
const BODY_MAX = 16 * 1024 * 1024;

const TARGET = /^(?:DynamoDB_20120810|DynamoDBStreams_20120810)\.([A-Za-z]+)$/;

/** Does an operation: `DynamoDb.call`, or that behind a check of who is asking. */
export type Perform = (
  operation: string,
  input: Record<string, unknown>,
  trace?: string,
) => Promise<Record<string, unknown>>;

/** Reads a request, has it done, and answers it. */
export async function serve(request: IncomingMessage, response: ServerResponse, perform: Perform): Promise<void> {
  try {
    const operation = TARGET.exec(String(request.headers['x-amz-target'] ?? ''))?.[1];
    const body = await read(request);
    if (operation === undefined) throw new AwsError('UnknownOperationException', '');
    answer(response, 200, await perform(operation, parseBody(body), traceIn(request.headers[TRACE_HEADER])));
  } catch (error) {
    if (error instanceof ConnectionLost) return void request.socket.destroy();
    const refusal = error instanceof AwsError ? error : internal(error);
    answer(response, refusal.status, {
      __type: `${NAMESPACES[refusal.type] ?? 'com.amazonaws.dynamodb.v20120810'}#${refusal.type}`,
      message: refusal.message,
      ...refusal.fields,
    });
  }
}

/** Which part of AWS speaks: the SDK drops it, people see it in logs. */
const NAMESPACES: Readonly<Record<string, string>> = {
  ValidationException: 'com.amazon.coral.validate',
  SerializationException: 'com.amazon.coral.service',
  UnknownOperationException: 'com.amazon.coral.service',
  AccessDeniedException: 'com.amazon.coral.service',
};

/** A fault of this engine: said as AWS would, so that a client tries again, and told to whoever runs it. */
function internal(error: unknown): AwsError {
  console.error(error);
  return new AwsError('InternalServerError', 'The request could not be processed because of an internal error.', 500);
}

function read(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      // What is too much is read to its end and let go, so that the client hears the refusal.
      if (length <= BODY_MAX) parts.push(part);
      else parts.length = 0;
    });
    request.on('error', reject);
    request.on('end', () => {
      if (length <= BODY_MAX) resolve(Buffer.concat(parts));
      else reject(new AwsError('RequestEntityTooLargeException', `The request is longer than ${BODY_MAX} bytes.`, 413));
    });
  });
}

function parseBody(body: Buffer): Record<string, unknown> {
  let input: unknown;
  try {
    input = JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON.');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new AwsError('SerializationException', 'The body must be a JSON object.');
  return input as Record<string, unknown>;
}

function answer(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': bytes.length,
    // Older SDKs compare it with the body.
    'x-amz-crc32': crc32(bytes),
    'x-amzn-requestid': crypto.randomUUID(),
  });
  response.end(bytes);
}
