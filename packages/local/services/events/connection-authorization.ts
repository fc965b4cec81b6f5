// How a connection proves itself to an endpoint: its authorization and the parameters it adds to every request.
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

/** All that is secret about a connection; kept in the bucket of secrets and shown to nobody. */
export type Credentials = { authorization: Authorization; invocation: InvocationHttpParameters };

type Fields = Readonly<Record<string, unknown>>;

// Source: EventBridge API reference, CreateConnectionApiKeyAuthRequestParameters; ConnectionHttpParameters.
const LONGEST_TEXT = 512;
const MOST_PARAMETERS = 100;
// A line break in a header would begin another header.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNPRINTABLE = /[\x00-\x1f\x7f]/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Reads AuthorizationType and AuthParameters, of the template or of UpdateConnection. No error tells a value. */
export function parseCredentials(type: unknown, input: unknown): Credentials {
  const parameters = (typeof input === 'object' && input !== null ? input : {}) as Fields;
  return { authorization: parseAuthorization(type, parameters), invocation: parseInvocation(parameters) };
}

/** The header that carries the authorization. */
export function authorizationHeader(authorization: Authorization): readonly [name: string, value: string] {
  if (authorization.type === 'API_KEY') return [authorization.name, authorization.value];
  const { username, password } = authorization;
  return ['Authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`];
}

/** What DescribeConnection tells: names, never values. */
export function described({ authorization, invocation }: Credentials): Fields {
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
    if (!HEADER_NAME.test(name)) throw invalid('ApiKeyName: the name of a header is needed.');
    return { type, name, value: text(fields, 'ApiKeyValue') };
  }
  if (type === 'BASIC') {
    const fields = section(parameters, 'BasicAuthParameters');
    return { type, username: text(fields, 'Username'), password: text(fields, 'Password') };
  }
  throw invalid('AuthorizationType: API_KEY, BASIC or OAUTH_CLIENT_CREDENTIALS is needed.');
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
  if (!Array.isArray(input) || input.length > MOST_PARAMETERS)
    throw invalid(`${name}: a list of at most ${MOST_PARAMETERS}.`);
  return input.map((one: unknown) => {
    const { Key, Value, IsValueSecret } = (one ?? {}) as Fields;
    if (typeof Key !== 'string' || typeof Value !== 'string') throw invalid(`${name}: each needs a Key and a Value.`);
    if (name === 'HeaderParameters' && (!HEADER_NAME.test(Key) || UNPRINTABLE.test(Value)))
      throw invalid(`${name}: ${JSON.stringify(Key)} is not a header, or its value has control characters.`);
    return { Key, Value, IsValueSecret: IsValueSecret === true || IsValueSecret === 'true' };
  });
}

function section(parameters: Fields, name: string): Fields {
  const fields = parameters[name];
  if (typeof fields !== 'object' || fields === null) throw invalid(`AuthParameters.${name} is needed.`);
  return fields as Fields;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.length < 1 || value.length > LONGEST_TEXT || UNPRINTABLE.test(value))
    throw invalid(`${name}: a text of 1 to ${LONGEST_TEXT} characters without control characters is needed.`);
  return value;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
