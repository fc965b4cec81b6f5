// Parses a Lambda authorizer of an HTTP API from its template properties.
import type { PropertyReader } from '../../template/properties.ts';
import type { RequestAuthorizer } from './request-authorizer.ts';

// Source: API Gateway v2 API reference, Authorizer. Without a time, AWS does not cache.
const TTL_SECONDS = { from: 0, to: 3_600, fallback: 0 };

const SOURCE = /^\$(?:request\.header\.[\w-]+|request\.querystring\.[\w.-]+|context\.[\w.]+|stageVariables\.\w+)$/;

/** Parses an authorizer of the type REQUEST. */
export function parseRequestAuthorizer(reader: PropertyReader, id: string): RequestAuthorizer {
  const [functionArn] = /arn:aws:lambda:[^/]+/.exec(reader.string('AuthorizerUri')) ?? [];
  if (functionArn === undefined) throw reader.invalid('its AuthorizerUri is not that of a Lambda function');
  const payloadVersion = reader.oneOf('AuthorizerPayloadFormatVersion', ['1.0', '2.0']);
  const simple = String(reader.properties['EnableSimpleResponses']) === 'true';
  if (simple && payloadVersion !== '2.0') throw reader.invalid('EnableSimpleResponses requires the payload format 2.0');
  const identitySources = reader.strings('IdentitySource');
  const unknown = identitySources.find((source) => !SOURCE.test(source));
  if (unknown !== undefined) throw reader.invalid(`${unknown} is not an identity source`);
  const ttlMs = reader.integer('AuthorizerResultTtlInSeconds', TTL_SECONDS) * 1_000;
  // Developer guide: "To enable caching, your authorizer must have at least one identity source."
  if (ttlMs > 0 && identitySources.length === 0)
    throw reader.invalid('IdentitySource is missing, by which results are cached');
  const roleArn = reader.optionalString('AuthorizerCredentialsArn');
  return { kind: 'REQUEST', id, functionArn, roleArn, payloadVersion, simple, identitySources, ttlMs };
}
