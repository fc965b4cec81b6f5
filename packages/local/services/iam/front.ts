// Before a service answers an SDK: who calls, and whether the caller's policies allow it.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { AwsError } from '../../errors.ts';
import { callerOf, demand, type Need } from './caller.ts';
import type { Iam } from './iam-service.ts';

/** A service that answers requests of an SDK. */
export type Front = { handle(request: IncomingMessage, response: ServerResponse): Promise<void> };

/** How a front is guarded. `version` is that of AWS's JSON protocol; `refuse` may put a refusal in the service's own words. */
export type Guard = {
  iam: Iam;
  say: (line: string) => void;
  version: '1.0' | '1.1';
  needs: (operation: string, input: Readonly<Record<string, unknown>>) => readonly Need[];
  /** Operations that ask for no signature, and that no policy of the caller is asked about. */
  unsigned?: ReadonlySet<string>;
  refuse?: (error: AwsError) => { error: AwsError; headers: Record<string, string> };
};

// As much as the services themselves read; what is longer is theirs to refuse.
const BODY_MAX = 8 * 1024 * 1024;

/** Puts a guard before a front that speaks AWS's JSON protocol. */
export function guarded(front: Front, guard: Guard): Front {
  return {
    async handle(request, response) {
      try {
        const operation =
          String(request.headers['x-amz-target'] ?? '')
            .split('.')
            .at(-1) ?? '';
        if (guard.unsigned?.has(operation)) return await front.handle(request, response);
        const caller = callerOf(guard.iam, request.headers);
        if (caller.roleArn === undefined) return await front.handle(request, response);
        const body = await bodyOf(request);
        demand(guard.iam, caller, guard.needs(operation, parseInput(body)), guard.say);
        await front.handle(replayed(request, body), response);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        answer(response, guard, error);
      }
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_MAX) throw new AwsError('RequestEntityTooLarge', `A request may be ${BODY_MAX} bytes.`, 413);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What cannot be read needs nothing: the service refuses it in its own words. */
function parseInput(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body.toString('utf8') || '{}')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** The same request once more, for the service behind the guard. */
function replayed({ method, url, headers }: IncomingMessage, body: Buffer): IncomingMessage {
  return Object.assign(Readable.from([body]), { method, url, headers }) as unknown as IncomingMessage;
}

function answer(response: ServerResponse, { version, refuse }: Guard, refused: AwsError): void {
  if (response.headersSent || response.destroyed) return;
  const { error, headers } = refuse?.(refused) ?? { error: refused, headers: {} };
  response
    .writeHead(error.status, {
      ...headers,
      'content-type': `application/x-amz-json-${version}`,
      'x-amzn-requestid': randomUUID(),
    })
    .end(JSON.stringify({ __type: error.type, message: error.message }));
}
