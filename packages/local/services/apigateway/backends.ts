// The backends of integrations: functions, tables, HTTP endpoints, and none.
import { AwsError } from '../../errors.ts';
import type { Input } from '../../protocol/aws-json.ts';
import { isRecord } from '../apigatewayv2/index.ts';
import { gatewayError } from './gateway-response.ts';
import type { Backend, Texts } from './rest-api-definition.ts';
import type { InvocationSource, RestApisDeps } from './rest-api-deps.ts';

/** A request to a backend. `query` begins with `?`, or is empty. */
export type BackendRequest = {
  headers: Record<string, string>;
  path: Texts;
  query: string;
  body: Buffer;
  timeoutMs: number;
  origin: InvocationSource;
};

/** The result of a backend. `selector` is what the patterns of integration responses are compared with. */
export type BackendResult = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  selector: string;
};

/** Sends a request to the backend of a non-proxy integration. */
export async function callBackend(
  backend: Backend,
  request: BackendRequest,
  deps: Pick<RestApisDeps, 'lambda' | 'table' | 'endpoints'>,
): Promise<BackendResult> {
  switch (backend.kind) {
    case 'mock':
      return answerMock(request);
    case 'function':
      return invokeFunction(backend.functionArn, request, deps);
    case 'table':
      return callTable(backend, request, deps);
    case 'http':
      return callHttp(backend, request, deps);
  }
}

/** The template of a mock integration names the status: developer guide, "Mock integrations for REST APIs in API Gateway". */
function answerMock({ body }: BackendRequest): BackendResult {
  const [, status] = /["']?statusCode["']?\s*:\s*["']?(\d{3})\b/.exec(body.toString()) ?? [];
  if (status === undefined) throw gatewayError('API_CONFIGURATION_ERROR');
  return { status: Number(status), headers: {}, body: Buffer.alloc(0), selector: status };
}

/** Lambda API reference, Invoke: the payload is JSON; `X-Amz-Invocation-Type: Event` invokes asynchronously, with 202. */
async function invokeFunction(
  functionArn: string,
  { headers, body, origin }: BackendRequest,
  { lambda }: Pick<RestApisDeps, 'lambda'>,
): Promise<BackendResult> {
  const payload = parsePayload(body.toString());
  if (payload === undefined)
    return failure(400, 'InvalidRequestContentException', 'Could not parse request body into json');
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-amz-invocation-type')?.[1];
  try {
    if (type === 'Event') {
      lambda.invokeAsync(functionArn, payload.value);
      return { status: 202, headers: {}, body: Buffer.alloc(0), selector: '' };
    }
    const { payload: result, error } = await lambda.invoke(functionArn, payload.value, origin);
    // Developer guide, "Handle Lambda errors in API Gateway": the pattern is compared with errorMessage.
    const selector = error && isRecord(result) ? String(result['errorMessage'] ?? '') : '';
    const text = JSON.stringify(result ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(text), selector };
  } catch (error) {
    if (error instanceof AwsError) return failure(error.status, error.type, error.message);
    throw error;
  }
}

async function callTable(
  { operation, roleArn }: Extract<Backend, { kind: 'table' }>,
  { body }: BackendRequest,
  { table }: Pick<RestApisDeps, 'table'>,
): Promise<BackendResult> {
  const input = parsePayload(body.toString())?.value;
  if (!isRecord(input)) return failure(400, 'SerializationException', 'The request is not a JSON object.');
  try {
    const result = JSON.stringify(await table(roleArn, operation, input as Input));
    return { status: 200, headers: { 'content-type': JSON_1_0 }, body: Buffer.from(result), selector: '200' };
  } catch (error) {
    if (error instanceof AwsError) return failure(error.status, error.type, error.message);
    throw error;
  }
}

const JSON_1_0 = 'application/x-amz-json-1.0';

async function callHttp(
  { uri, method }: Extract<Backend, { kind: 'http' }>,
  { headers, path, query, body, timeoutMs }: BackendRequest,
  { endpoints }: Pick<RestApisDeps, 'endpoints'>,
): Promise<BackendResult> {
  const address = uri.replace(/\{(\w+)\+?\}/g, (_, name: string) => encodePath(path[name] ?? ''));
  if (!URL.canParse(address)) throw gatewayError('API_CONFIGURATION_ERROR');
  try {
    const response = await endpoints.call(address + query, { method, headers, body, timeoutMs });
    return { ...response, selector: String(response.status) };
  } catch (cause) {
    if (/^No answer within/.test((cause as Error).message)) throw gatewayError('INTEGRATION_TIMEOUT');
    throw gatewayError('INTEGRATION_FAILURE');
  }
}

/** A greedy parameter contains slashes. */
function encodePath(text: string): string {
  return text.split('/').map(encodeURIComponent).join('/');
}

function parsePayload(text: string): { value: unknown } | undefined {
  if (text.trim() === '') return { value: {} };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The response of an AWS service that rejects the request. */
function failure(status: number, type: string, message: string): BackendResult {
  const body = Buffer.from(JSON.stringify({ __type: type, message }));
  return { status, headers: { 'content-type': JSON_1_0 }, body, selector: String(status) };
}
