// Reads a request's body, up to what the gateway takes.
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../errors.ts';

// Source: API Gateway quotas, HTTP APIs: payload size 10 MB.
const BODY_BYTES_MAX = 10 * 1024 * 1024;

/** The whole body; of a longer one nothing is kept. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  // Not `for await`: it would cut the connection before the refusal is sent.
  await new Promise<void>((resolve, reject) => {
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= BODY_BYTES_MAX) parts.push(part);
      else reject(tooLarge());
    });
    request.on('end', resolve);
    request.on('error', reject);
    request.on('close', () => reject(new AwsError('BadRequestException', 'Bad Request', 400)));
  });
  return Buffer.concat(parts);
}

function tooLarge(): AwsError {
  return new AwsError('RequestEntityTooLargeException', 'Request Entity Too Large', 413);
}
