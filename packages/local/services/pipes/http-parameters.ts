// The HttpParameters of a pipe's target, and the request to an API destination that they are part of.
import { AwsError } from '../../errors.ts';
import { type Properties, PropertyReader } from '../../template/properties.ts';
import type { TargetRequest } from '../events/index.ts';
import { isPath, resolvePath, toText } from '../json-path.ts';

export type HttpParameters = {
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  path: readonly string[];
};

// Source: Pipes API reference, PipeTargetHttpParameters.
const VALUE_LENGTH_MAX = 512;

/** Parses `TargetParameters.HttpParameters`; an empty value is like an absent one. */
export function parseHttpParameters(input: unknown): HttpParameters {
  const parameters = new PropertyReader((input ?? {}) as Properties, 'HttpParameters', invalid);
  const { PathParameterValues = [] } = parameters.properties;
  if (!Array.isArray(PathParameterValues)) throw parameters.invalid('PathParameterValues must be a list');
  return {
    headers: parseValues(parameters.optionalObject('HeaderParameters')),
    query: parseValues(parameters.optionalObject('QueryStringParameters')),
    path: PathParameterValues.map((value: unknown) => parseValue(parameters, 'PathParameterValues', value)),
  };
}

/** Creates the request for one record. Paths in headers are not resolved: Pipes does not support them (event target, User Guide). */
export function createTargetRequest(
  record: unknown,
  body: string,
  { headers, query, path }: HttpParameters,
): TargetRequest {
  const fill = (value: string) => (isPath(value) ? toText(resolvePath(value, record)) : value);
  return {
    body,
    headers,
    query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, fill(value)])),
    path: path.map(fill),
  };
}

function parseValues(parameters: PropertyReader): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters.properties).map(([name, value]) => [name, parseValue(parameters, name, value)]),
  );
}

function parseValue(parameters: PropertyReader, name: string, value: unknown): string {
  if (typeof value !== 'string' || value.length > VALUE_LENGTH_MAX)
    throw parameters.invalid(`${name} must be a string of at most ${VALUE_LENGTH_MAX} characters`);
  return value;
}

function invalid(subject: string, reason: string): AwsError {
  return new AwsError('ValidationException', `${subject}: ${reason}.`);
}
