// Behaviour of AppSync Events that AWS does not document, or documents in two ways: the engine's choice and its source.
import { AwsError } from '../../errors.ts';

/**
 * One open point. `mark` is the confidence of the source: M one good source, L a weak one, I inferred, `open` none found.
 * Facts (H) are not in this table, from which `docs/fidelity.md` is generated.
 */
export type UndocumentedBehaviour<Value> = {
  about: string;
  does: string;
  mark: 'M' | 'L' | 'I' | 'open';
  source: string;
  value: Value;
};

/** An error in AWS's words; an empty `message` is not sent. */
export type AwsErrorFields = { type: string; message: string; status: number };

/** Every open point of the protocol and the handlers, by a short name. */
export const UNDOCUMENTED = {
  connectionErrorClose: choice(1000, {
    about: 'close code after connection_error',
    does: '1000 without a reason, at once',
    mark: 'M',
    source: 'amplify-android, a comment in its WebSocket source',
  }),
  lifeOverClose: choice(1000, {
    about: 'how a connection of 24 hours ends',
    does: 'close code 1000, no frame before it',
    mark: 'open',
    source: 'the limit is documented, its end is not',
  }),
  missingSubprotocol: choice(error('', 'NoProtocolError', 400), {
    about: 'upgrade that offers no subprotocol',
    does: '101, then connection_error with errorCode 400 and message NoProtocolError',
    mark: 'M',
    source: 'aws-appsync-community#195 (the GraphQL endpoint); reported by name for Events',
  }),
  otherSubprotocol: choice(error('', 'SubProtocolNotSupportedError', 400), {
    about: 'upgrade that offers subprotocols, but not aws-appsync-event-ws',
    does: '101, then connection_error with errorCode 400 and message SubProtocolNotSupportedError',
    mark: 'M',
    source: 'aws-appsync-community#195, graphql-dotnet/graphql-client#591',
  }),
  unreadableCredentials: choice(error('BadRequestException', 'The authorization header could not be read.', 400), {
    about: 'a header-… that cannot be decoded',
    does: 'connection_error BadRequestException, errorCode 400',
    mark: 'open',
    source: 'Amplify treats 400, 401 and 403 as final, so a client does not retry',
  }),
  wrongHost: choice(error('UnauthorizedException', 'You are not authorized to make this call.', 401), {
    about: 'an authorization whose host is missing or that of another API',
    does: 'connection_error as for a bad key',
    mark: 'I',
    source: 'AWS finds the API by its host, so it cannot know the key',
  }),
  modeNotAllowed: choice(error('UnauthorizedException', 'You are not authorized to make this call.', 403), {
    about: 'valid credentials of a mode that the API or namespace does not allow',
    does: 'UnauthorizedException with the usual text, HTTP 403',
    mark: 'M',
    source: "auvred/aws-appsync-events, a test's title",
  }),
  badCredentials: choice(error('UnauthorizedException', 'You are not authorized to make this call.', 401), {
    about: 'HTTP status for invalid or missing credentials (type and text are known)',
    does: '401',
    mark: 'I',
    source: 'errorCode of connection_error is 401',
  }),
  expiredToken: choice(error('UnauthorizedException', 'Token has expired.', 401), {
    about: 'text for an expired token',
    does: 'UnauthorizedException "Token has expired."',
    mark: 'L',
    source: 'aws-mobile-appsync-sdk-js#666 (the GraphQL service)',
  }),
  badSignature: choice(
    error('BadRequestException', 'The request signature we calculated does not match the signature you provided.', 400),
    {
      about: 'a SigV4 signature that is wrong, too old, or for another service or region',
      does: 'BadRequestException, 400, over HTTP too',
      mark: 'L',
      source: 'aws-appsync-community#400',
    },
  ),
  signatureAge: choice(300_000, {
    about: 'allowed difference between the time of a signature and the server',
    does: 'five minutes, either way',
    mark: 'M',
    source: 'ordinary SigV4; replayed against a live API by one project',
  }),
  lambdaCacheKey: choice('token, operation, channel' as const, {
    about: 'the cache key of a Lambda authorizer',
    does: 'the same token, operation and channel',
    mark: 'open',
    source:
      'the time to live is documented, the key is not; a wider key could admit a caller whom the function rejected',
  }),
  lambdaRejects: choice(error('UnauthorizedException', 'You are not authorized to make this call.', 401), {
    about: 'a Lambda authorizer that rejects, fails or returns something else',
    does: 'as for a bad key',
    mark: 'I',
    source: '"Configuring authorization" names one response for unauthorized calls',
  }),
  unknownNamespace: choice(error('UnauthorizedException', '', 401), {
    about: 'HTTP status for an unknown namespace (type, and that there is no message, are known)',
    does: '401',
    mark: 'open',
    source: '401 or 403',
  }),
  badChannel: choice(error('BadRequestException', 'Invalid Channel Format', 400), {
    about: 'text for a malformed channel, a misplaced wildcard, and a publish to a wildcard',
    does: 'BadRequestException "Invalid Channel Format", 400',
    mark: 'M',
    source: 'auvred/aws-appsync-events for subscribe; by analogy elsewhere',
  }),
  tooManyEventsHttp: choice(error('BadRequestException', 'Input exceeded 5 event limit', 400), {
    about: 'HTTP status for more than 5 events (the text is known)',
    does: '400',
    mark: 'M',
    source: 'amplify-android, a fixture',
  }),
  badEvents: choice(error('BadRequestException', 'events must be a list of 1 to 5 JSON texts', 400), {
    about: 'events missing, empty, or an element that is not the JSON text of a value',
    does: 'the whole request is rejected with BadRequestException, 400',
    mark: 'open',
    source: 'required by "Publish events via HTTP"; the response is not documented',
  }),
  badBody: choice(error('BadRequestException', 'The request body must be a JSON object', 400), {
    about: 'HTTP body that is not a JSON object',
    does: 'BadRequestException, 400',
    mark: 'open',
    source: 'as for other malformed input',
  }),
  bodyTooLarge: choice(error('RequestEntityTooLargeException', 'The request is larger than 1.2 MB', 413), {
    about: 'HTTP body over 1.2 MB (taken as 1.2 × 1024 × 1024 bytes)',
    does: '413',
    mark: 'open',
    source: 'only the quota is documented',
  }),
  badMethod: choice(error('BadRequestException', 'Only POST is supported', 405), {
    about: 'method other than POST on /event',
    does: '405',
    mark: 'open',
    source: 'only POST is documented',
  }),
  badId: choice(error('BadRequestException', 'Invalid operation id', 400), {
    about: 'an operation without an id, or with an invalid one',
    does: '<type>_error with BadRequestException; the id is repeated when it is a string of at most 128 characters',
    mark: 'open',
    source: 'the pattern is documented, the response is not',
  }),
  duplicateId: choice(error('DuplicatedOperationError', 'The operation id is already in use', 400), {
    about: 'text for a subscription id that is in use on the connection',
    does: 'subscribe_error DuplicatedOperationError; the first subscription stays',
    mark: 'L',
    source: 'name from the GraphQL endpoint',
  }),
  tooManySubscriptions: choice(error('MaxSubscriptionsReachedError', 'Max subscriptions per connection reached', 400), {
    about: 'text for the 201st subscription of a connection',
    does: 'subscribe_error MaxSubscriptionsReachedError',
    mark: 'M',
    source: 'amplify-android error mapping',
  }),
  tooManyPublishes: choice(error('LimitExceededError', 'Rate limit exceeded', 429), {
    about: 'the 26th publish of one connection within a second',
    does: 'publish_error LimitExceededError; the window slides',
    mark: 'M',
    source: 'quota documented; name from amplify-android error mapping',
  }),
  unknownType: choice(error('UnsupportedOperation', 'Operation not supported through the realtime channel', 400), {
    about: 'an unknown type, a text that is not a JSON object, a binary frame',
    does: 'error frame UnsupportedOperation, with the id if there is one; the connection stays open',
    mark: 'M',
    source: 'amplify-android, auvred/aws-appsync-events (for an unknown type)',
  }),
  filteredEvents: choice('successful' as const, {
    about: 'an event that onPublish filtered out',
    does: 'is listed in successful and not broadcast',
    mark: 'open',
    source: 'it was accepted; metric DroppedEvents only',
  }),
  handlerErrorCode: choice('HandlerError', {
    about: 'failed[].code of an event on which the handler set error',
    does: '"HandlerError"',
    mark: 'open',
    source: 'real codes are strings (EventTooLargeException)',
  }),
  requestLogEntry: choice('RequestSummary', {
    about: 'fields of the request logs of LogConfig',
    does: 'JSON with logType, requestId, operation, channel, statusCode, tokensConsumed and errors; RequestHeaders before it with ALL and DEBUG',
    mark: 'open',
    source:
      'what is logged is documented, its form is not; the names are those of the GraphQL service where it has them',
  }),
  noResult: choice('nothing' as const, {
    about: 'an onPublish that returns null or nothing',
    does: 'as []: nothing is broadcast, the request succeeds',
    mark: 'I',
    source: '"Process real-time events with event handlers" allows null',
  }),
  noPayload: choice(null, {
    about: 'an event that onPublish returns without payload and without error',
    does: 'is broadcast as null',
    mark: 'open',
    source: 'payload is optional in the types',
  }),
  failedHandler: choice(error('HandlerExecutionError', 'Unable to process request', 500), {
    about: 'an onPublish that fails, or returns something other than a list, an unknown id or an id twice',
    does: 'the request fails with HandlerExecutionError "Unable to process request", HTTP 500',
    mark: 'I',
    source: 'powertools-lambda-typescript#3884 (for subscribe)',
  }),
  badSourceRequest: choice(error('HandlerExecutionError', 'Unable to process request', 500), {
    about: 'a handler whose request is invalid for its data source, or whose data source does not exist',
    does: 'fails with HandlerExecutionError "Unable to process request"; the reason is logged; the response does not run',
    mark: 'open',
    source: 'none found',
  }),
  sourceErrorTypes: choice('service:error' as const, {
    about: 'ctx.error.type for an error of a data source',
    does: 'DynamoDB:NAME, EventBridge:NAME, Lambda:NAME with the name of the AWS error, Lambda:Unhandled, Http:ConnectionFailure',
    mark: 'L',
    source: 'DynamoDB and Lambda as in AppSync GraphQL; the others by analogy',
  }),
  failedDirect: choice(error('HandlerExecutionError', 'Unable to process request', 500), {
    about: 'the error when a directly invoked function throws, is not permitted, or returns an error',
    does: 'HandlerExecutionError "Unable to process request", HTTP 500; its own text is only logged',
    mark: 'M',
    source: 'powertools-lambda-typescript#3884; "Direct Lambda integration" says that the text is logged',
  }),
  handlerErrorType: choice('BadRequestException', {
    about: 'errorType of util.error(message) without a type',
    does: 'BadRequestException; HTTP 403 is documented',
    mark: 'open',
    source: 'none found',
  }),
  firstKeepAlive: choice('after 60 s' as const, {
    about: 'when the first ka is sent',
    does: '60 s after open, connection_init or not',
    mark: 'open',
    source: 'the GraphQL endpoint sends one at once',
  }),
  silentPeer: choice('ping' as const, {
    about: 'a client that disappears without closing',
    does: 'each ka is accompanied by a ping; a client without any activity between two is cut off',
    mark: 'open',
    source: 'idle policy of the server not documented',
  }),
  slowReader: choice('cut off' as const, {
    about: 'a subscriber that does not read',
    does: 'is cut off when more than 4 MiB of earlier turns are unsent; others are not affected',
    mark: 'open',
    source: 'not documented',
  }),
  operationOrder: choice('in order' as const, {
    about: 'operations of one connection',
    does: 'run one after another, in the order of arrival',
    mark: 'I',
    source: 'AWS guarantees no order; this is one of the allowed ones',
  }),
  websocketHeaders: choice('upgrade request' as const, {
    about: 'ctx.request.headers for an operation over the WebSocket',
    does: 'the headers of the upgrade request, without cookie and sec-websocket-protocol',
    mark: 'open',
    source: '"Event API context reference" does not say',
  }),
  clientKeepAlive: choice('ignored' as const, {
    about: 'a ka from a client',
    does: 'is ignored',
    mark: 'I',
    source: 'appsync-events-client-go sends them and works',
  }),
  checkOrder: choice('shape, credentials, namespace, mode, events' as const, {
    about: 'order of the checks of a publish',
    does: 'id, channel, credentials, namespace, mode of the namespace, events, handler, size',
    mark: 'open',
    source: 'none found',
  }),
} as const;

/** Creates the error of an open point. */
export function awsError({ value }: UndocumentedBehaviour<AwsErrorFields>): AwsError {
  return new AwsError(value.type, value.message, value.status);
}

function choice<const Value>(
  value: Value,
  row: Omit<UndocumentedBehaviour<Value>, 'value'>,
): UndocumentedBehaviour<Value> {
  return { ...row, value };
}

function error(type: string, message: string, status: number): AwsErrorFields {
  return { type, message, status };
}
