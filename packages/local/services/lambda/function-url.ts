// Function URLs: HTTPS addresses of one function, with the events and responses of HTTP APIs in payload format 2.0.
// Source: Lambda developer guide, "Lambda function URLs" and "Invoking Lambda function URLs".
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { readBody } from '../../http/request-body.ts';
import type { Authorize } from '../../protocol/aws-json.ts';
import { PropertyReader } from '../../template/properties.ts';
import { type CorsSettings, corsHeaders, isPreflight, preflightHeaders } from '../apigatewayv2/cors.ts';
import { createEvent, parseHeaders } from '../apigatewayv2/integration-event.ts';
import {
  errorResponse,
  type HttpResponse,
  parseIntegrationResponse,
  sendResponse,
} from '../apigatewayv2/integration-response.ts';
import { type Ids, REGION } from '../resource-ids.ts';
import type { Resource, ResourceType } from '../resource-type.ts';
import type { Lambda } from './lambda-service.ts';
import { UrlSink } from './streaming-url.ts';

type FunctionUrlDeps = { lambda: Lambda; endpoints: Endpoints; clock: Clock; authorize: Authorize };

/** Function URLs. */
export const functionUrlResources: readonly ResourceType<FunctionUrlDeps & { ids: Ids }>[] = [
  {
    type: 'AWS::Lambda::Url',
    coverage: 'partly',
    notes: 'AWS_IAM checks the policies of the key, not its signature',
    create(resource, { ids, ...deps }) {
      const settings = parseFunctionUrl(resource);
      const { arn } = deps.lambda.settingsOf(settings.functionArn);
      const id = ids.label(resource.logicalId, 32);
      const host = `${id}.lambda-url.${REGION}.on.aws`;
      serveFunctionUrl(id, host, settings, deps);
      const attributes = { FunctionArn: arn, FunctionUrl: `https://${host}/` };
      return { ref: arn, attributes, summary: `URL of ${arn.split(':').at(-1)}` };
    },
  },
];

type FunctionUrlSettings = {
  functionArn: string;
  isSigned: boolean;
  isStreamed: boolean;
  cors: CorsSettings | undefined;
};

// Source: Lambda quotas, invocation payload.
const BODY_MAX = 6 * 1024 * 1024;

function parseFunctionUrl({ logicalId, properties }: Resource): FunctionUrlSettings {
  const reader = new PropertyReader(properties, logicalId);
  return {
    functionArn: reader.string('TargetFunctionArn'),
    isStreamed: reader.oneOf('InvokeMode', ['BUFFERED', 'RESPONSE_STREAM'], 'BUFFERED') === 'RESPONSE_STREAM',
    isSigned: reader.oneOf('AuthType', ['AWS_IAM', 'NONE']) === 'AWS_IAM',
    cors: properties['Cors'] === undefined ? undefined : parseCors(reader.optionalObject('Cors')),
  };
}

function parseCors(cors: PropertyReader): CorsSettings {
  return {
    origins: cors.strings('AllowOrigins'),
    methods: cors.strings('AllowMethods'),
    headers: cors.strings('AllowHeaders'),
    exposed: cors.strings('ExposeHeaders'),
    credentials: String(cors.properties['AllowCredentials']) === 'true',
    maxAgeSeconds: cors.optionalNumber('MaxAge'),
  };
}

/** Serves a URL at its host of AWS, and under `/_aws/lambda-url/ID`. */
function serveFunctionUrl(id: string, host: string, settings: FunctionUrlSettings, deps: FunctionUrlDeps): void {
  const { endpoints } = deps;
  const { cors } = settings;
  endpoints.add({
    host,
    base: `/_aws/lambda-url/${id}`,
    reach: 'unsigned',
    async handle(request, response, url) {
      const extra = (cors && corsHeaders(cors, request, endpoints)) ?? {};
      const sink = settings.isStreamed ? new UrlSink(response, extra) : undefined;
      const answer = await respond({ id, host, sink, ...settings }, request, url, deps).catch(toError);
      if (sink?.hasBegun) sink.end(answer !== undefined);
      else if (answer) sendResponse(request, response, answer, extra);
    },
  });
}

type Served = { id: string; host: string; sink: UrlSink | undefined };

/** The response as a whole, or undefined when the function has streamed it. */
async function respond(
  { id, host, functionArn, isSigned, cors, sink }: FunctionUrlSettings & Served,
  request: IncomingMessage,
  url: URL,
  { lambda, endpoints, clock, authorize }: FunctionUrlDeps,
): Promise<HttpResponse | undefined> {
  if (cors && isPreflight(request))
    return { status: 200, headers: preflightHeaders(cors, request, endpoints), cookies: [], body: undefined };
  const endCall = isSigned
    ? orForbidden(() =>
        authorize(request.headers, () => [{ action: 'lambda:InvokeFunctionUrl', resource: functionArn }]),
      )
    : () => {};
  try {
    const now = clock.now();
    const headers = parseHeaders(request, host, now);
    const body = await readBody(request, { maxBytes: BODY_MAX, tooLarge });
    const api = { apiId: id, host, stage: '$default', variables: {}, now };
    const received = { headers, body, request, url, requestId: randomUUID() };
    const matched = { routeKey: '$default', path: decodeURIComponent(url.pathname), parameters: {} };
    const event = createEvent(api, received, matched, undefined);
    const { payload, error } = await (sink
      ? lambda.invokeStreaming(functionArn, event, sink)
      : lambda.invoke(functionArn, event));
    if (error !== undefined) throw new AwsError('InternalServerError', 'Internal Server Error', 502);
    return sink?.hasBegun ? undefined : parseIntegrationResponse(payload);
  } finally {
    endCall();
  }
}

/** What a URL answers to a request that is not signed, or signed by a role that may not call it. */
function orForbidden(demand: () => () => void): () => void {
  try {
    return demand();
  } catch (error) {
    if (error instanceof AwsError) throw new AwsError('AccessDeniedException', 'Forbidden', 403);
    throw error;
  }
}

function toError(error: unknown): HttpResponse {
  if (!(error instanceof AwsError)) throw error;
  return errorResponse(error.status === 429 ? new AwsError(error.type, 'Rate Exceeded.', 429) : error);
}

function tooLarge(): AwsError {
  return new AwsError('RequestEntityTooLargeException', 'Request Entity Too Large', 413);
}
