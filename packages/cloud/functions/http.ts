// How a handler meets the HTTP API: who asks, what was sent, and the one place where errors become answers.
import { ChatError, isUserId, parseChannelName, parseUserId } from '@parley/chat';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Person, parseGroups, usernameOf } from '../authenticated-user.ts';
import { ApiError } from '../errors.ts';

/** A request that the HTTP API's authorizer let in. */
export type Request = APIGatewayProxyEventV2WithJWTAuthorizer;
export type Answer = APIGatewayProxyStructuredResultV2;

/** Wraps a handler: what it returns is answered as JSON, what it throws as `{ code, message }`. */
export function answering(handle: (request: Request) => Promise<{ status: number; body: unknown }>) {
  return async (request: Request): Promise<Answer> => {
    try {
      const { status, body } = await handle(request);
      return json(status, body);
    } catch (error) {
      if (error instanceof ApiError)
        return json(error.status, { code: error.code, message: error.message }, error.retryAfter);
      if (error instanceof ChatError) return json(400, { code: error.code, message: error.message });
      if (error instanceof Error && BUSY.has(error.name))
        return json(503, { code: 'busy', message: 'Parley is very busy just now. Try again.' });
      // The log keeps what went wrong; the person reads nothing of our inside.
      console.error(error);
      return json(503, { code: 'unavailable', message: 'Parley could not answer just now. Try again.' });
    }
  };
}

/** The person whose verified access token came with the request. */
export function person(request: Request): Person {
  const { claims } = request.requestContext.authorizer.jwt;
  if (!isUserId(claims['sub'])) throw new ApiError(403, 'forbidden', 'The token does not say whose it is.');
  const username = usernameOf(claims);
  return { sub: claims['sub'], username, groups: parseGroups(claims['cognito:groups']) };
}

/** The channel that the path names. */
export function channelOf(request: Request): string {
  return parseChannelName(request.pathParameters?.channel);
}

/** The person that the path names, by the sender that their messages have. */
export function userIdOf(request: Request): string {
  return parseUserId(request.pathParameters?.userId);
}

/** The body as JSON, not yet parsed into anything. */
export function body(request: Request): unknown {
  const text = request.isBase64Encoded ? Buffer.from(request.body ?? '', 'base64').toString() : (request.body ?? '');
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'bad-request', 'The body is not JSON.');
  }
}

/** DynamoDB's words for: too much at once. AWS: DynamoDB Developer Guide, error handling. */
const BUSY: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);

/** When to come back after a 503, in seconds: the shortest that the header can say, as a channel is seldom busy for long. */
const RETRY_AFTER = 1;

function json(status: number, body: unknown, retryAfter = status === 503 ? RETRY_AFTER : undefined): Answer {
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(retryAfter !== undefined && { 'retry-after': `${retryAfter}` }),
    },
    body: JSON.stringify(body),
  };
}
