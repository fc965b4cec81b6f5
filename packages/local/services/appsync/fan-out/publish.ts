// Publishing over the WebSocket or HTTP: from the request to the broadcast and the result.
import { randomUUID } from 'node:crypto';
import {
  type Authorization,
  EVENT_BYTES_MAX,
  EVENTS_MAX,
  type FailedEvent,
  namespaceOf,
  type PublishResult,
  parseChannelPath,
} from '@parley/wire';
import type { AwsError } from '../../../errors.ts';
import type { RequestOrigin } from '../auth/authorization-modes.ts';
import { parseJson } from '../bounded-json.ts';
import type { EventApi } from '../event-api.ts';
import type { IncomingEvent } from '../handlers/handler-context.ts';
import type { HandledEvent } from '../handlers/handler-hooks.ts';
import { andThen, type MaybePromise } from '../maybe-async.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';

/** A request that is not validated yet. */
export type PublishRequest = {
  readonly channel: unknown;
  readonly events: unknown;
  readonly authorization: Authorization;
  readonly origin: RequestOrigin;
  /** The text whose hash a signature covers. */
  readonly signed: () => string;
  /** The error for too many events: HTTP and the WebSocket word it differently. */
  readonly tooMany: AwsError;
  /** AWS's trace id, if the request has one. */
  readonly trace?: string | undefined;
};

/** Publishes events; throws AwsError when the whole request is rejected. AWS does not document the order of the checks. */
export function publish(api: EventApi, request: PublishRequest): MaybePromise<PublishResult> {
  const { authorization, origin, signed } = request;
  const channel = parsePath(request.channel);
  const namespace = namespaceOf(channel);
  const authorized = api.authorize({ operation: 'EVENT_PUBLISH', authorization, origin, signed, channel, namespace });
  return andThen(authorized, ({ namespace: { name, hooks }, caller }) => {
    const events = parseEvents(request.events, request.tooMany);
    const handled =
      hooks.publish?.({ operation: 'PUBLISH', channel, namespace: name, caller, origin, events }) ?? events;
    return andThen(handled, (handledEvents) => {
      const { result, texts } = toResult(events, handledEvents);
      api.broadcast(channel, texts, request.trace);
      return result;
    });
  });
}

/**
 * The JSON text of a result, built by hand since every publish needs one, and mostly all events succeed. Only ids generated
 * here are in it unescaped.
 */
export function encodeResult({ failed, successful }: PublishResult): string {
  const successes = successful.map(({ identifier, index }) => `{"identifier":"${identifier}","index":${index}}`);
  return `{"failed":${failed.length > 0 ? JSON.stringify(failed) : '[]'},"successful":[${successes.join()}]}`;
}

function parsePath(input: unknown): string {
  try {
    return parseChannelPath(input);
  } catch {
    throw awsError(UNDOCUMENTED.badChannel);
  }
}

function parseEvents(input: unknown, tooMany: AwsError): IncomingEvent[] {
  if (!Array.isArray(input) || input.length === 0) throw awsError(UNDOCUMENTED.badEvents);
  if (input.length > EVENTS_MAX) throw tooMany;
  return (input as unknown[]).map((text) => {
    if (typeof text !== 'string' || !isJson(text)) throw awsError(UNDOCUMENTED.badEvents);
    return { id: randomUUID(), text };
  });
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

/** The result for each event, in the order of the request; and the texts to broadcast, in the order of the handler. */
function toResult(incoming: readonly IncomingEvent[], handled: readonly HandledEvent[]) {
  const failures = new Map<string, Pick<FailedEvent, 'code' | 'message'>>();
  const texts: string[] = [];
  for (const event of handled) {
    if ('error' in event) failures.set(event.id, { code: UNDOCUMENTED.handlerErrorCode.value, message: event.error });
    else if (isTooLarge(event.text)) failures.set(event.id, TOO_LARGE);
    else texts.push(event.text);
  }
  const result: PublishResult = { failed: [], successful: [] };
  for (const [index, { id: identifier }] of incoming.entries()) {
    const failure = failures.get(identifier);
    if (failure) result.failed.push({ code: failure.code, identifier, index, message: failure.message });
    else result.successful.push({ identifier, index });
  }
  return { result, texts };
}

function isTooLarge(text: string): boolean {
  // A character takes at most three bytes, so a short text need not be measured.
  return text.length * 3 > EVENT_BYTES_MAX && Buffer.byteLength(text) > EVENT_BYTES_MAX;
}

// As the service words it: auvred/aws-appsync-events, end-to-end test.
const TOO_LARGE = { code: 'EventTooLargeException', message: 'Transformed event is larger than 240KB' } as const;
