// Integrations of methods: which kind answers a request, with the stage's variables filled in.
import { AwsError } from '../../errors.ts';
import { mayInvoke } from '../apigatewayv2/index.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { gatewayError } from './gateway-response.ts';
import { proxyHttp } from './http-proxy.ts';
import { integrateMapped } from './mapped-integration.ts';
import { headerOf } from './parameter-mapping.ts';
import { createProxyEvent, parseProxyResult } from './proxy-integration.ts';
import type { Backend, RestApiDefinition, RestMethod, RestStage, Texts } from './rest-api-definition.ts';
import type { InvocationSource, RestApisDeps } from './rest-api-deps.ts';
import { lastValues, type RestRequest } from './rest-request.ts';
import type { RestResponse } from './rest-response.ts';
import { streamFunction } from './streaming-integration.ts';

type Call = { method: RestMethod; stage: RestStage; body: Buffer; origin: InvocationSource };

/** Answers an admitted request by the integration of its method. */
export async function integrate(
  { id, binaryMediaTypes }: RestApiDefinition,
  request: RestRequest,
  { method, stage, body, origin }: Call,
  deps: RestApisDeps,
): Promise<RestResponse> {
  const backend = fillVariables(method.integration.backend, stage.variables);
  const integration = { ...method.integration, backend };
  if (backend.kind === 'function') {
    const sourceArn = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${id}/${stage.name}/${request.httpMethod}${method.resource.path}`;
    if (!mayInvoke({ ...backend, sourceArn }, deps)) throw gatewayError('API_CONFIGURATION_ERROR');
  }
  if (!integration.proxy) return integrateMapped(integration, request, body, { ...deps, origin, binaryMediaTypes });
  if (backend.kind === 'http') return proxyHttp({ ...integration, backend }, request, body, { ...deps, origin });
  if (backend.kind !== 'function') throw gatewayError('API_CONFIGURATION_ERROR');
  const event = createProxyEvent(request, body, binaryMediaTypes);
  const response = await (integration.streams
    ? streamFunction(backend.functionArn, event, origin, deps).catch(rethrowLambdaError)
    : proxyFunction(
        backend.functionArn,
        event,
        { accept: request.request.headers.accept, binaryMediaTypes, origin },
        deps,
      ));
  const trace = headerOf(lastValues(request.headers), 'x-amzn-trace-id') ?? '';
  return { ...response, headers: { 'x-amzn-trace-id': trace, ...response.headers } };
}

/** An error of the function, or a result of another form, is a 502: developer guide, "Lambda proxy integrations", output format. */
async function proxyFunction(
  functionArn: string,
  event: unknown,
  {
    accept,
    binaryMediaTypes,
    origin,
  }: { accept: string | undefined; binaryMediaTypes: readonly string[]; origin: InvocationSource },
  { lambda }: Pick<RestApisDeps, 'lambda'>,
): Promise<RestResponse> {
  const { payload, error } = await lambda.invoke(functionArn, event, origin).catch(rethrowLambdaError);
  if (error !== undefined) throw gatewayError('DEFAULT_5XX');
  return parseProxyResult(payload, accept, binaryMediaTypes);
}

/** An error of the Lambda service, in API Gateway's words. */
function rethrowLambdaError(error: unknown): never {
  if (!(error instanceof AwsError) || error.fields['responseType'] !== undefined) throw error;
  throw gatewayError(error.status === 413 ? 'REQUEST_TOO_LARGE' : 'API_CONFIGURATION_ERROR');
}

/** Source: API Gateway developer guide, "API Gateway stage variables reference for REST APIs": in ARNs and URLs of integrations. */
function fillVariables(backend: Backend, variables: Texts): Backend {
  const fill = (text: string) =>
    text.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => variables[name] ?? '');
  if (backend.kind === 'function') return { ...backend, functionArn: fill(backend.functionArn) };
  return backend.kind === 'http' ? { ...backend, uri: fill(backend.uri) } : backend;
}
