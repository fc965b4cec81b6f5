// What a pipe asks of its API destination: the template's body and the HttpParameters, filled from the record.
import { AwsError } from '../../errors.ts';
import { type Properties, PropertyReader } from '../../template/properties.ts';
import type { TargetRequest } from '../events/index.ts';
import { follow, isPath, textOf } from './source-record.ts';

export type HttpParameters = {
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  path: readonly string[];
};

// Source: Pipes API reference, PipeTargetHttpParameters.
const LONGEST_VALUE = 512;

/** Reads `TargetParameters.HttpParameters`; an empty one is as good as none. */
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

/** The request for one record. Paths in headers stay as they are: Pipes does not support them (event target, User Guide). */
export function requestFor(record: unknown, body: string, { headers, query, path }: HttpParameters): TargetRequest {
  const fill = (value: string) => (isPath(value) ? textOf(follow(value, record)) : value);
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
  if (typeof value !== 'string' || value.length > LONGEST_VALUE)
    throw parameters.invalid(`${name} must be a string of at most ${LONGEST_VALUE} characters`);
  return value;
}

function invalid(subject: string, reason: string): AwsError {
  return new AwsError('ValidationException', `${subject}: ${reason}.`);
}
