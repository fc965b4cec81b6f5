// What a pipe asks of its API destination: the template's body and the HttpParameters, filled from the record.
import { AwsError } from '../../errors.ts';
import type { TargetRequest } from '../events/index.ts';
import { follow, isPath, textOf } from './record-path.ts';

export type HttpParameters = {
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  path: readonly string[];
};

type Fields = Readonly<Record<string, unknown>>;

// Source: Pipes API reference, PipeTargetHttpParameters.
const LONGEST_VALUE = 512;

/** Reads `TargetParameters.HttpParameters`; an empty one is as good as none. */
export function parseHttpParameters(input: unknown): HttpParameters {
  const { HeaderParameters, QueryStringParameters, PathParameterValues } = (input ?? {}) as Fields;
  if (PathParameterValues !== undefined && !Array.isArray(PathParameterValues))
    throw invalid('PathParameterValues: a list.');
  return {
    headers: texts('HeaderParameters', HeaderParameters),
    query: texts('QueryStringParameters', QueryStringParameters),
    path: ((PathParameterValues ?? []) as unknown[]).map((value) => text('PathParameterValues', value)),
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

function texts(name: string, input: unknown): Record<string, string> {
  if (input === undefined) return {};
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw invalid(`${name}: an object.`);
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, text(name, value)]));
}

function text(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.length > LONGEST_VALUE)
    throw invalid(`${name}: texts of at most ${LONGEST_VALUE} characters.`);
  return value;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', `HttpParameters. ${message}`);
}
