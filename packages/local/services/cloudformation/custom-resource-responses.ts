// The responses of custom resources: a function sends one by PUT to the URL of its request, on AWS one of S3.
// Source: CloudFormation user guide, "Custom resource response objects".
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { readBody } from '../../http/request-body.ts';
import { REGION } from '../resource-ids.ts';

/** A response: `data` are the attributes of the resource. */
export type CustomResourceResponse =
  | { status: 'SUCCESS'; physicalId: string; data: Readonly<Record<string, string>> }
  | { status: 'FAILED'; reason: string };

/** A response that is awaited; `fail` ends the wait. */
export type AwaitedResponse = {
  url: string;
  response: Promise<CustomResourceResponse>;
  fail(reason: string): void;
  stop(): void;
};

type Request = { StackId: string; RequestId: string; LogicalResourceId: string };
type Awaited = { request: Request; resolve: (response: CustomResourceResponse) => void };

/** Functions connect to port 443 of this host, whatever port its URL has: AWS's own `cfn-response` does. */
const HOST = `cloudformation-custom-resource-response-useast1.s3.${REGION}.amazonaws.com`;

// Source: the same page: "The response object can't exceed 4096 bytes", and a physical id has up to 1 KB.
const RESPONSE_BYTES_MAX = 4_096;
const PHYSICAL_ID_BYTES_MAX = 1_024;

/** The URLs of the resources that are being created. */
export class CustomResourceResponses {
  readonly #awaited = new Map<string, Awaited>();

  constructor(endpoints: Pick<Endpoints, 'add'>) {
    endpoints.add({
      host: HOST,
      base: '/_aws/cloudformation-custom-resource-response',
      internal: true,
      handle: (request, response, url) => this.#receive(request, response, url),
    });
  }

  /** Waits for the response to a request. */
  await(request: Request): AwaitedResponse {
    const token = randomBytes(16).toString('hex');
    const { promise, resolve } = Promise.withResolvers<CustomResourceResponse>();
    this.#awaited.set(token, { request, resolve });
    return {
      url: `https://${HOST}/${encodeURIComponent(`${request.StackId}|${request.LogicalResourceId}|${request.RequestId}`)}?token=${token}`,
      response: promise,
      fail: (reason) => resolve({ status: 'FAILED', reason }),
      stop: () => void this.#awaited.delete(token),
    };
  }

  async #receive(request: IncomingMessage, response: ServerResponse, { searchParams }: URL): Promise<void> {
    const awaited = this.#awaited.get(searchParams.get('token') ?? '');
    if (!awaited || request.method !== 'PUT') throw new AwsError('AccessDenied', 'Access Denied', 403);
    const body = await readBody(request, { maxBytes: RESPONSE_BYTES_MAX, tooLarge: () => new RangeError() }).catch(
      () => undefined,
    );
    response.writeHead(200, { 'content-length': 0 }).end();
    const parsed =
      body === undefined ? failed('Response object is too long.') : parse(body.toString('utf8'), awaited.request);
    awaited.resolve(parsed);
  }
}

function parse(text: string, request: Request): CustomResourceResponse {
  const response = parseJson(text);
  if (!response) return failed('the response is not a JSON object');
  const { Status, Reason, PhysicalResourceId, Data } = response;
  // CDK's framework adds a stack trace.
  if (Status === 'FAILED') return failed(String(Reason ?? 'no reason').split('\n', 1)[0] ?? '');
  if (Status !== 'SUCCESS')
    return failed(`the Status of the response is ${JSON.stringify(Status)}, not SUCCESS or FAILED`);
  const names = ['StackId', 'RequestId', 'LogicalResourceId'] as const;
  const other = names.find((name) => response[name] !== request[name]);
  if (other !== undefined) return failed(`the ${other} of the response is not that of the request`);
  if (typeof PhysicalResourceId !== 'string' || PhysicalResourceId === '') return failed('Invalid PhysicalResourceId');
  if (Buffer.byteLength(PhysicalResourceId) > PHYSICAL_ID_BYTES_MAX)
    return failed(`the PhysicalResourceId of the response has more than ${PHYSICAL_ID_BYTES_MAX} bytes`);
  const data = Object.entries((Data ?? {}) as Record<string, unknown>).map(([name, value]) => [name, textOf(value)]);
  return { status: 'SUCCESS', physicalId: PhysicalResourceId, data: Object.fromEntries(data) };
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function failed(reason: string): CustomResourceResponse {
  return { status: 'FAILED', reason };
}
