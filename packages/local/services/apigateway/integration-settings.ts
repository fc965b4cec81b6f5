// Parses the integration of a method from its template properties.
import { notEmulated, type PropertyReader } from '../../template/properties.ts';
import { compileTemplate } from './mapping-template.ts';
import { EXPRESSION } from './parameter-mapping.ts';
import type { Backend, ResponseMapping, RestIntegration, Templates, Texts } from './rest-api-definition.ts';

// Source: API Gateway quotas, REST APIs: integration timeout 50 milliseconds to 29 seconds, which is the default too.
const TIMEOUT_MS = { from: 50, to: 29_000, fallback: 29_000 };

// Source: API Gateway developer guide, "Configure a response streaming integration": up to 15 minutes.
const STREAM_TIMEOUT_MS = { from: 50, to: 900_000, fallback: 29_000 };

const STREAMING_URI = /:lambda:path\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/;

const TYPES = ['AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK'] as const;

/** The responses that a method declares: the headers of each status. */
export type MethodResponses = ReadonlyMap<number, ReadonlySet<string>>;

/** Parses the integration of a method that declares these parameters and responses. */
export async function parseIntegration(
  integration: PropertyReader,
  declared: { parameters: Readonly<Record<string, boolean>>; responses: MethodResponses },
): Promise<RestIntegration> {
  rejectUnknown(integration);
  const type = integration.oneOf('Type', TYPES);
  const streams = parseTransferMode(integration, type);
  const parameters = textsOf(integration.optionalObject('RequestParameters'), 'integration.request.');
  for (const expression of Object.values(parameters))
    checkRequestExpression(integration, expression, declared.parameters);
  return {
    streams,
    proxy: type === 'AWS_PROXY' || type === 'HTTP_PROXY',
    backend: parseBackend(integration, type),
    timeoutMs: integration.integer('TimeoutInMillis', streams ? STREAM_TIMEOUT_MS : TIMEOUT_MS),
    parameters,
    templates: await parseTemplates(integration, 'RequestTemplates'),
    passthrough: integration.oneOf(
      'PassthroughBehavior',
      ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'],
      'WHEN_NO_MATCH',
    ),
    responses: await Promise.all(
      (integration.optionalObjects('IntegrationResponses') ?? []).map((one) => parseResponse(one, declared.responses)),
    ),
  };
}

/** Source: developer guide, "Set up a Lambda proxy integration with payload response streaming": it has a URI of its own. */
function parseTransferMode(integration: PropertyReader, type: (typeof TYPES)[number]): boolean {
  const streams = integration.oneOf('ResponseTransferMode', ['BUFFERED', 'STREAM'], 'BUFFERED') === 'STREAM';
  const isStreamingUri = STREAMING_URI.test(integration.optionalString('Uri') ?? '');
  if (streams && type !== 'AWS_PROXY')
    throw notEmulated(integration.subject, `the response transfer mode STREAM of ${type}`, 'use a Lambda function');
  if (streams !== isStreamingUri)
    throw integration.invalid(
      streams
        ? 'Uri must be that of response-streaming-invocations for the response transfer mode STREAM'
        : 'Uri is that of response-streaming-invocations, so ResponseTransferMode must be STREAM',
    );
  return streams;
}

function rejectUnknown(integration: PropertyReader): void {
  integration.rejectNotEmulated(['ConnectionId', 'ContentHandling', 'TlsConfig', 'IntegrationTarget']);
  const { ConnectionType = 'INTERNET', Credentials } = integration.properties;
  if (ConnectionType !== 'INTERNET') throw notEmulated(integration.subject, `the connection type ${ConnectionType}`);
  if (/^arn:aws:iam::\*:user/.test(String(Credentials)))
    throw notEmulated(integration.subject, 'an integration with the credentials of the caller', 'name a role');
}

function parseBackend(integration: PropertyReader, type: (typeof TYPES)[number]): Backend {
  const { subject } = integration;
  const uri = integration.optionalString('Uri') ?? '';
  const roleArn = integration.optionalString('Credentials');
  if (type === 'MOCK') return { kind: 'mock' };
  if (type === 'HTTP' || type === 'HTTP_PROXY') {
    if (!/^(?:https?:\/\/|\$\{stageVariables\.)/.test(uri))
      throw integration.invalid(`Uri is ${JSON.stringify(uri)}, not an HTTP URL`);
    return { kind: 'http', uri, method: integration.string('IntegrationHttpMethod') };
  }
  const functionArn = functionArnOf(uri);
  if (functionArn !== undefined) {
    // Lambda accepts POST alone: developer guide, "Set up Lambda custom integrations in API Gateway".
    if (integration.string('IntegrationHttpMethod') !== 'POST')
      throw integration.invalid('IntegrationHttpMethod must be POST for a Lambda function');
    return { kind: 'function', functionArn, roleArn };
  }
  const [, operation] = /^arn:[\w-]+:apigateway:[\w-]+:dynamodb:action\/(\w+)$/.exec(uri) ?? [];
  if (operation === undefined || type === 'AWS_PROXY')
    throw notEmulated(
      subject,
      `an integration with ${uri || 'no Uri'}`,
      'use a Lambda function or an action of DynamoDB',
    );
  if (roleArn === undefined) throw integration.invalid('Credentials is missing, the role for DynamoDB');
  return { kind: 'table', operation, roleArn };
}

/** The function of `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`, or of the URI for streaming. */
export function functionArnOf(uri: string): string | undefined {
  return /:lambda:path\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(uri)?.[1] ?? STREAMING_URI.exec(uri)?.[1];
}

async function parseResponse(response: PropertyReader, declared: MethodResponses): Promise<ResponseMapping> {
  response.rejectNotEmulated(['ContentHandling']);
  const status = response.integer('StatusCode', { from: 100, to: 599, fallback: 0 });
  const allowed = declared.get(status);
  if (!allowed) throw response.invalid(`it maps to the status ${status}, which MethodResponses does not have`);
  const headers = textsOf(response.optionalObject('ResponseParameters'), 'method.response.header.');
  for (const [name, expression] of Object.entries(headers)) {
    if (!allowed.has(name))
      throw response.invalid(`it maps the header ${name}, which MethodResponses does not have for ${status}`);
    if (!EXPRESSION.test(expression)) throw response.invalid(`${expression} is not a mapping expression`);
  }
  const selection = response.optionalString('SelectionPattern');
  return {
    status,
    pattern: parsePattern(response, selection),
    headers,
    templates: await parseTemplates(response, 'ResponseTemplates'),
  };
}

/** A Java pattern that must match all of the text. An empty one is the default response. */
export function parsePattern(reader: PropertyReader, pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined || pattern === '') return undefined;
  try {
    return new RegExp(`^(?:${pattern.replace(/^\(\?s\)/, '')})$`, 's');
  } catch (cause) {
    throw notEmulated(reader.subject, `the pattern ${pattern} (${(cause as Error).message})`);
  }
}

async function parseTemplates(reader: PropertyReader, name: string): Promise<Templates> {
  const texts = Object.entries(textsOf(reader.optionalObject(name), ''));
  return Object.fromEntries(
    await Promise.all(
      texts.map(async ([mediaType, text]) => {
        if (text.includes('$context.requestOverride')) throw notEmulated(reader.subject, '$context.requestOverride');
        const template = await compileTemplate(text).catch((cause: Error) => {
          throw reader.invalid(`${name} for ${mediaType} is ${cause.message}`);
        });
        return [mediaType, template] as const;
      }),
    ),
  );
}

function checkRequestExpression(
  integration: PropertyReader,
  expression: string,
  declared: Readonly<Record<string, boolean>>,
): void {
  if (!EXPRESSION.test(expression) || expression.startsWith('integration.'))
    throw integration.invalid(`${expression} is not a mapping expression`);
  const [, parameter] = /^method\.request\.((?:header|path|querystring)\..+)$/.exec(expression) ?? [];
  if (parameter !== undefined && declared[parameter] === undefined)
    throw integration.invalid(`it maps ${expression}, which RequestParameters of the method does not have`);
}

/** Texts by name, without a prefix that each name has. */
export function textsOf({ properties }: PropertyReader, prefix: string): Texts {
  const texts = Object.entries(properties).map(([name, value]) => [
    name.startsWith(prefix) ? name.slice(prefix.length) : name,
    String(value),
  ]);
  return Object.fromEntries(texts);
}
