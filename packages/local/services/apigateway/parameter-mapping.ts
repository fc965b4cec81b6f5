// Parameter mappings: expressions such as `method.request.header.Id`, `context.requestId` or `'a text'`.

import type { Texts } from './rest-api-definition.ts';
import { evaluateJsonPath } from './template-path.ts';

/** What expressions read: the request, and the response of the backend where there is one. */
export type MappingSources = {
  parameters: { path: Texts; querystring: Texts; header: Texts };
  body: string;
  context: Readonly<Record<string, unknown>>;
  stageVariables: Texts;
  response?: { headers: Readonly<Record<string, string | string[] | undefined>>; body: string };
};

/** The form of expressions. Source: API Gateway developer guide, "Parameter mapping source reference for REST APIs". */
export const EXPRESSION =
  /^(?:'.*'|method\.request\.(?:header|path|querystring|multivalueheader|multivaluequerystring)\.[^\s]+|method\.request\.body(?:\..+)?|integration\.response\.(?:header|multivalueheader)\.[^\s]+|integration\.response\.body(?:\..+)?|context\.[\w.-]+|stageVariables\.\w+)$/s;

/** The value of an expression; undefined when there is none. */
export function evaluateExpression(expression: string, sources: MappingSources): string | undefined {
  if (expression.startsWith("'")) return expression.slice(1, -1);
  const [, kind = '', name = ''] =
    /^(method\.request\.(?:header|path|querystring|multivalueheader|multivaluequerystring)|integration\.response\.(?:header|multivalueheader)|(?:method\.request|integration\.response)\.body|context|stageVariables)\.?(.*)$/s.exec(
      expression,
    ) ?? [];
  const { parameters, context, stageVariables, response } = sources;
  switch (kind) {
    case 'method.request.header':
    case 'method.request.multivalueheader':
      return headerOf(parameters.header, name);
    case 'method.request.path':
      return parameters.path[name];
    case 'method.request.querystring':
    case 'method.request.multivaluequerystring':
      return parameters.querystring[name];
    case 'method.request.body':
      return partOf(sources.body, name);
    case 'integration.response.header':
    case 'integration.response.multivalueheader':
      return response && headerOf(response.headers, name);
    case 'integration.response.body':
      return response && partOf(response.body, name);
    case 'context':
      return textOf(evaluateJsonPath(`$.${name}`, context));
    default:
      return stageVariables[name];
  }
}

/** A header by its name in any case. */
export function headerOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  name: string,
): string | undefined {
  const lower = name.toLowerCase();
  const key = Object.keys(headers).find((one) => one.toLowerCase() === lower);
  const value = key === undefined ? undefined : headers[key];
  return Array.isArray(value) ? value.join(',') : value;
}

function partOf(body: string, path: string): string | undefined {
  if (path === '') return body;
  try {
    return textOf(evaluateJsonPath(`$.${path}`, JSON.parse(body)));
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
