// Requests and responses of the HTTP API: dispatch by route, the caller, the body, and errors as `{ code, message }`.
import {
  type ApiErrorCode,
  ChatError,
  isUserId,
  parseChannelName,
  parseRouteKey,
  parseUserId,
  type RouteName,
} from '@parley/chat';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { parseGroups, requestedNameOf, type TokenUser } from '../authenticated-user.ts';
import { isThrottled } from '../dynamodb/dynamodb-errors.ts';
import { ApiError } from '../errors.ts';

/** A request that API Gateway has authorized. */
export type Request = APIGatewayProxyEventV2WithJWTAuthorizer;
export type Response = APIGatewayProxyStructuredResultV2;

/** Serves one route; what it throws becomes an error response. */
export type RouteHandler = (request: Request) => Promise<{ status: number; body: unknown }>;

/** The routes that a function serves. */
export type RouteHandlers = { readonly [Name in RouteName]?: RouteHandler };

/** Makes the Lambda handler of a function out of the handlers of its routes. */
export function httpHandler(handlers: RouteHandlers): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      const { status, body } = await handlerOf(handlers, request)(request);
      return json(status, body);
    } catch (error) {
      if (error instanceof ApiError)
        return refusal(error.status, { ...error.fields, code: error.code, message: error.message }, error.retryAfter);
      if (error instanceof ChatError) return refusal(400, { code: error.code, message: error.message });
      if (isThrottled(error))
        return refusal(503, { code: 'busy', message: 'Parley is too busy at the moment. Try again.' });
      // The log has the details; the response discloses no internals.
      console.error(error);
      return refusal(503, { code: 'unavailable', message: 'Parley is unavailable at the moment. Try again.' });
    }
  };
}

/** The user whose verified access token came with the request. */
export function tokenUser(request: Request): TokenUser {
  const { claims } = request.requestContext.authorizer.jwt;
  if (!isUserId(claims['sub'])) throw new ApiError(403, 'forbidden', 'The token does not name a user (sub).');
  const requestedName = requestedNameOf(claims);
  const issuedAt = Number(claims['iat']) * 1000;
  return {
    userId: claims['sub'],
    requestedName,
    groups: parseGroups(claims['cognito:groups']),
    ...(Number.isFinite(issuedAt) && { issuedAt }),
  };
}

/** The channel that the path names. */
export function channelName(request: Request): string {
  return parseChannelName(request.pathParameters?.['channel']);
}

/** The user that the path names. */
export function userIdParameter(request: Request): string {
  return parseUserId(request.pathParameters?.['userId']);
}

/** The refresh token in a guest's request, not validated yet. */
export function refreshTokenOf(request: Request): unknown {
  return (Object(jsonBody(request)) as Record<string, unknown>)['refresh_token'];
}

/** The body as JSON, not validated yet. */
export function jsonBody(request: Request): unknown {
  const { body = '', isBase64Encoded } = request;
  try {
    return JSON.parse(isBase64Encoded ? UTF8.decode(Buffer.from(body, 'base64')) : body);
  } catch {
    throw new ApiError(400, 'bad-request', 'The body is not JSON in UTF-8.');
  }
}

// Invalid UTF-8 is an error, and not a replacement character that would be stored in silence.
const UTF8 = new TextDecoder('utf-8', { fatal: true });

function handlerOf(handlers: RouteHandlers, { routeKey }: Request): RouteHandler {
  const name = parseRouteKey(routeKey);
  const handler = name && handlers[name];
  if (!handler) throw new Error(`This function does not serve the route ${routeKey}.`);
  return handler;
}

/** `Retry-After` of a 503 in seconds: the shortest that the header can express, as a channel is seldom busy for long. */
const RETRY_AFTER = 1;

function refusal(status: number, body: { code: ApiErrorCode; message: string }, retryAfter?: number): Response {
  return json(status, body, retryAfter);
}

function json(status: number, body: unknown, retryAfter = status === 503 ? RETRY_AFTER : undefined): Response {
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
