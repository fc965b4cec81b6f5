// Gateway responses: what API Gateway answers itself, and how a template customizes it.
import { AwsError } from '../../errors.ts';
import { evaluateExpression, type MappingSources } from './parameter-mapping.ts';
import type { CustomResponse, RestApiDefinition } from './rest-api-definition.ts';
import type { RestResponse } from './rest-response.ts';

type Kind = { status: number; error: string; message: string | null };

/**
 * The types with their status and message. Source: API Gateway developer guide, "Gateway response types for API Gateway"; messages
 * from the same guide and "Common errors" of its troubleshooting pages.
 */
const KINDS = {
  ACCESS_DENIED: kind(403, 'AccessDeniedException', 'User is not authorized to access this resource'),
  API_CONFIGURATION_ERROR: kind(500, 'InternalServerErrorException', 'Internal server error'),
  AUTHORIZER_CONFIGURATION_ERROR: kind(500, 'AuthorizerConfigurationException', null),
  AUTHORIZER_FAILURE: kind(500, 'AuthorizerFailureException', null),
  BAD_REQUEST_BODY: kind(400, 'BadRequestException', 'Invalid request body'),
  BAD_REQUEST_PARAMETERS: kind(400, 'BadRequestException', 'Invalid request parameters'),
  DEFAULT_4XX: kind(403, 'ForbiddenException', 'Forbidden'),
  DEFAULT_5XX: kind(502, 'InternalServerErrorException', 'Internal server error'),
  INTEGRATION_FAILURE: kind(504, 'InternalServerErrorException', 'Network error communicating with endpoint'),
  INTEGRATION_TIMEOUT: kind(504, 'InternalServerErrorException', 'Endpoint request timed out'),
  INVALID_API_KEY: kind(403, 'ForbiddenException', 'Forbidden'),
  MISSING_AUTHENTICATION_TOKEN: kind(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'),
  QUOTA_EXCEEDED: kind(429, 'LimitExceededException', 'Limit Exceeded'),
  REQUEST_TOO_LARGE: kind(413, 'RequestTooLongException', 'Request Too Long'),
  THROTTLED: kind(429, 'TooManyRequestsException', 'Too Many Requests'),
  UNAUTHORIZED: kind(401, 'UnauthorizedException', 'Unauthorized'),
  UNSUPPORTED_MEDIA_TYPE: kind(415, 'BadRequestException', 'Unsupported Media Type'),
} as const satisfies Record<string, Kind>;

/** A type of gateway response that the engine returns. */
export type ResponseType = keyof typeof KINDS;

/** Types that a template may customize, though the engine never returns them. */
const OTHER_TYPES = ['EXPIRED_TOKEN', 'INVALID_SIGNATURE', 'RESOURCE_NOT_FOUND', 'WAF_FILTERED'];

/** Whether AWS knows a type. */
export function isResponseType(type: string): boolean {
  return Object.hasOwn(KINDS, type) || OTHER_TYPES.includes(type);
}

/** The error that becomes a gateway response of this type. */
export function gatewayError(responseType: ResponseType, message?: string, error?: string): AwsError {
  const known: Kind = KINDS[responseType];
  return new AwsError(error ?? known.error, message ?? known.message ?? '', known.status, { responseType });
}

/** The response to an error: the template's own for its type or for `DEFAULT_4XX` and `DEFAULT_5XX`, or AWS's. */
export function gatewayResponse(
  { gatewayResponses }: Pick<RestApiDefinition, 'gatewayResponses'>,
  { status, message, type, fields }: AwsError,
  sources: MappingSources,
): RestResponse {
  const responseType = String(fields['responseType'] ?? (status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'));
  const custom =
    gatewayResponses.get(responseType) ?? gatewayResponses.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const messageString = message === '' ? 'null' : JSON.stringify(message);
  const error = { message, messageString, responseType, ...(fields['details'] as object) };
  const own = { ...sources, context: { ...sources.context, error } };
  return {
    status: custom?.status ?? status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': type,
      ...(custom && headersOf(custom, own)),
    },
    body: Buffer.from(bodyOf(custom, own, defaultBody(status, messageString))),
  };
}

function headersOf({ headers }: CustomResponse, sources: MappingSources): Record<string, string> {
  const values = Object.entries(headers).map(([name, expression]) => [name, evaluateExpression(expression, sources)]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** Variables are replaced without VTL: developer guide, "Gateway responses in API Gateway". */
function bodyOf(custom: CustomResponse | undefined, sources: MappingSources, body: string): string {
  const template = custom?.templates['application/json'] ?? Object.values(custom?.templates ?? {})[0];
  if (template === undefined) return body;
  return template.replace(
    /\$\{?((?:context|stageVariables|method\.request\.(?:header|path|querystring))\.[\w.-]*\w)\}?/g,
    (_, expression: string) => evaluateExpression(expression, sources) ?? '',
  );
}

/** AWS writes a space into the body of errors that integrations cause, and none into the others. */
function defaultBody(status: number, messageString: string): string {
  return status >= 500 && messageString !== 'null' ? `{"message": ${messageString}}` : `{"message":${messageString}}`;
}

function kind(status: number, error: string, message: string | null): Kind {
  return { status, error, message };
}
