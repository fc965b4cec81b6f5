// The Invoke API: `POST /2015-03-31/functions/NAME/invocations`, and InvokeWithResponseStream, for SDKs, the AWS CLI and other functions.
// Source: Lambda API reference, Invoke.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { readBody } from '../../http/request-body.ts';
import { REGION } from '../resource-ids.ts';
import type { Lambda } from './lambda-service.ts';
import { invokeWithResponseStream } from './streaming-invoke-api.ts';

/** The dependencies of the API; `demand` throws AwsError when the caller may not perform the action, and returns the end of the call. */
export type InvokeApiDeps = {
  lambda: Lambda;
  endpoints: Pick<Endpoints, 'add'>;
  demand: (headers: IncomingHttpHeaders, action: string, resource: string) => () => void;
};

const PATH =
  /^\/(?:2015-03-31\/functions\/([^/]+)\/invocations|2021-11-15\/functions\/([^/]+)\/response-streaming-invocations)$/;

// Source: Lambda quotas, invocation payload: 6 MB synchronous, 1 MB asynchronous.
const BODY_MAX = 6 * 1024 * 1024;
const ASYNC_BODY_MAX = 1024 * 1024;

/** Serves the API at the host of Lambda, and under `/_aws/lambda`. */
export function serveInvokeApi({ lambda, endpoints, demand }: InvokeApiDeps): void {
  endpoints.add({
    host: `lambda.${REGION}.amazonaws.com`,
    base: '/_aws/lambda',
    internal: true,
    async handle(request, response, { pathname }) {
      const [, buffered, streamed] = PATH.exec(pathname) ?? [];
      const name = buffered ?? streamed;
      if (name === undefined || request.method !== 'POST')
        throw new AwsError(
          'UnknownOperationException',
          'The local engine serves Invoke and InvokeWithResponseStream of the Lambda API.',
          404,
        );
      const settings = lambda.settingsOf(decodeURIComponent(name));
      const endCall = demand(request.headers, 'lambda:InvokeFunction', settings.arn);
      try {
        await (streamed === undefined ? invoke : invokeStreaming)(settings.arn, request, response, lambda);
      } finally {
        endCall();
      }
    },
  });
}

async function invoke(arn: string, request: IncomingMessage, response: ServerResponse, lambda: Lambda): Promise<void> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') return void response.writeHead(204).end();
  const maxBytes = type === 'Event' ? ASYNC_BODY_MAX : BODY_MAX;
  const payload = parsePayload(await readBody(request, { maxBytes, tooLarge: () => tooLarge(maxBytes) }));
  if (type === 'Event') {
    lambda.invokeAsync(arn, payload);
    return void response.writeHead(202, { 'content-length': 0 }).end();
  }
  if (type !== 'RequestResponse') throw invalid(`InvocationType ${type} is not RequestResponse, Event or DryRun`);
  const { payload: result, error } = await lambda.invoke(arn, payload);
  const body = JSON.stringify(result);
  const headers = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
  response.writeHead(200, { ...headers, ...(error && { 'x-amz-function-error': error }) }).end(body);
}

async function invokeStreaming(
  arn: string,
  request: IncomingMessage,
  response: ServerResponse,
  lambda: Lambda,
): Promise<void> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') return void response.writeHead(204).end();
  const body = await readBody(request, { maxBytes: BODY_MAX, tooLarge: () => tooLarge(BODY_MAX) });
  await invokeWithResponseStream(arn, parsePayload(body), response, lambda);
}

function parsePayload(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError(
      'InvalidRequestContentException',
      'Could not parse request body into json: Unexpected character',
      400,
      {
        Type: 'User',
      },
    );
  }
}

function tooLarge(maxBytes: number): AwsError {
  return new AwsError('RequestEntityTooLargeException', `The payload is larger than ${maxBytes} bytes.`, 413, {
    Type: 'User',
  });
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', `${message}.`, 400, { Type: 'User' });
}
