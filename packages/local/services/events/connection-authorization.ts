// The credentials of a connection: its authorization, and the parameters that it adds to every request.
import { AwsError, EngineError } from '../../errors.ts';

export type Authorization =
  | { type: 'API_KEY'; name: string; value: string }
  | { type: 'BASIC'; username: string; password: string };

/** One parameter of InvocationHttpParameters. */
export type Parameter = { Key: string; Value: string; IsValueSecret?: boolean };
export type InvocationHttpParameters = {
  HeaderParameters: readonly Parameter[];
  QueryStringParameters: readonly Parameter[];
  BodyParameters: readonly Parameter[];
};

/** The secrets of a connection, stored in the bucket of secrets and never shown. */
export type Credentials = { authorization: Authorization; invocation: InvocationHttpParameters };

type Fields = Readonly<Record<string, unknown>>;

// Source: EventBridge API reference, CreateConnectionApiKeyAuthRequestParameters; ConnectionHttpParameters.
const TEXT_LENGTH_MAX = 512;
const PARAMETERS_MAX = 100;
// A line break in a header would start another header.
// biome-ignore lint/suspicious/noControlCharactersInRegex: this pattern matches control characters
const UNPRINTABLE = /[\x00-\x1f\x7f]/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Parses AuthorizationType and AuthParameters of the template or of UpdateConnection. Errors contain no values. */
export function parseCredentials(type: unknown, input: unknown): Credentials {
  const parameters = (typeof input === 'object' && input !== null ? input : {}) as Fields;
  return { authorization: parseAuthorization(type, parameters), invocation: parseInvocation(parameters) };
}

/** The header with the authorization. */
export function authorizationHeader(authorization: Authorization): readonly [name: string, value: string] {
  if (authorization.type === 'API_KEY') return [authorization.name, authorization.value];
  const { username, password } = authorization;
  return ['Authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`];
}

/** The credentials as DescribeConnection returns them: names, never secret values. */
export function describeCredentials({ authorization, invocation }: Credentials): Fields {
  const without = (list: readonly Parameter[]) =>
    list.map(({ Key, Value, IsValueSecret = false }) =>
      IsValueSecret ? { Key, IsValueSecret } : { Key, Value, IsValueSecret },
    );
  return {
    ...(authorization.type === 'API_KEY'
      ? { ApiKeyAuthParameters: { ApiKeyName: authorization.name } }
      : { BasicAuthParameters: { Username: authorization.username } }),
    InvocationHttpParameters: {
      HeaderParameters: without(invocation.HeaderParameters),
      QueryStringParameters: without(invocation.QueryStringParameters),
      BodyParameters: without(invocation.BodyParameters),
    },
  };
}

function parseAuthorization(type: unknown, parameters: Fields): Authorization {
  if (type === 'OAUTH_CLIENT_CREDENTIALS')
    throw new EngineError(
      'not-emulated',
      'A connection with OAUTH_CLIENT_CREDENTIALS is not emulated; use API_KEY or BASIC.',
    );
  if (type === 'API_KEY') {
    const fields = section(parameters, 'ApiKeyAuthParameters');
    const name = text(fields, 'ApiKeyName');
    if (!HEADER_NAME.test(name)) throw invalid('ApiKeyName must be the name of a header.');
    return { type, name, value: text(fields, 'ApiKeyValue') };
  }
  if (type === 'BASIC') {
    const fields = section(parameters, 'BasicAuthParameters');
    return { type, username: text(fields, 'Username'), password: text(fields, 'Password') };
  }
  throw invalid('AuthorizationType must be API_KEY, BASIC or OAUTH_CLIENT_CREDENTIALS.');
}

function parseInvocation(parameters: Fields): InvocationHttpParameters {
  const fields = (parameters.InvocationHttpParameters ?? {}) as Fields;
  return {
    HeaderParameters: list(fields, 'HeaderParameters'),
    QueryStringParameters: list(fields, 'QueryStringParameters'),
    BodyParameters: list(fields, 'BodyParameters'),
  };
}

function list(fields: Fields, name: string): Parameter[] {
  const input = fields[name] ?? [];
  if (!Array.isArray(input) || input.length > PARAMETERS_MAX)
    throw invalid(`${name} must be a list of at most ${PARAMETERS_MAX}.`);
  return input.map((one: unknown) => {
    const { Key, Value, IsValueSecret } = (one ?? {}) as Fields;
    if (typeof Key !== 'string' || typeof Value !== 'string')
      throw invalid(`${name}: each item must have a Key and a Value.`);
    if (name === 'HeaderParameters' && (!HEADER_NAME.test(Key) || UNPRINTABLE.test(Value)))
      throw invalid(`${name}: ${JSON.stringify(Key)} is not a header, or its value contains control characters.`);
    return { Key, Value, IsValueSecret: IsValueSecret === true || IsValueSecret === 'true' };
  });
}

function section(parameters: Fields, name: string): Fields {
  const fields = parameters[name];
  if (typeof fields !== 'object' || fields === null) throw invalid(`AuthParameters.${name} is missing.`);
  return fields as Fields;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.length < 1 || value.length > TEXT_LENGTH_MAX || UNPRINTABLE.test(value))
    throw invalid(`${name} must be a string of 1 to ${TEXT_LENGTH_MAX} characters without control characters.`);
  return value;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
