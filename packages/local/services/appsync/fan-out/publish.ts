// Publishing: the way of one request, over the WebSocket or over HTTP, from its channel to the broadcast.
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
import type { Origin } from '../auth/authorization-modes.ts';
import { parseJson } from '../bounded-json.ts';
import type { EventApi } from '../event-api.ts';
import type { IncomingEvent } from '../handlers/handler-context.ts';
import type { HandledEvent } from '../handlers/handler-hooks.ts';
import { type Soon, soon } from '../maybe-async.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';

/** A request as it came in; nothing in it has been checked. */
export type PublishRequest = {
  readonly channel: unknown;
  readonly events: unknown;
  readonly authorization: Authorization;
  readonly origin: Origin;
  /** The text whose hash a signature covers. */
  readonly signed: () => string;
  /** How "too many events" is said: HTTP and the WebSocket use other words. */
  readonly tooMany: AwsError;
  /** AWS's trace id, when the request has one. */
  readonly trace?: string | undefined;
};

/** Publishes events; throws AwsError when the request as a whole is refused. The order of the checks is a choice. */
export function publish(api: EventApi, request: PublishRequest): Soon<PublishResult> {
  const { authorization, origin, signed } = request;
  const channel = parsePath(request.channel);
  const namespace = namespaceOf(channel);
  const entered = api.enter({ operation: 'EVENT_PUBLISH', authorization, origin, signed, channel, namespace });
  return soon(entered, ({ namespace: { name, hooks }, caller }) => {
    const events = parseEvents(request.events, request.tooMany);
    const handled =
      hooks.publish?.({ operation: 'PUBLISH', channel, namespace: name, caller, origin, events }) ?? events;
    return soon(handled, (sorted) => {
      const { result, texts } = sort(events, sorted);
      api.broadcast(channel, texts, request.trace);
      return result;
    });
  });
}

/**
 * The JSON text of a result, made by hand: it is made for each publish, and as a rule all events were taken. What stands in
 * it unescaped are ids that were made here.
 */
export function encodeResult({ failed, successful }: PublishResult): string {
  const taken = successful.map(({ identifier, index }) => `{"identifier":"${identifier}","index":${index}}`);
  return `{"failed":${failed.length > 0 ? JSON.stringify(failed) : '[]'},"successful":[${taken.join()}]}`;
}

function parsePath(input: unknown): string {
  try {
    return parseChannelPath(input);
  } catch {
    throw refusal(CHOICES.badChannel);
  }
}

function parseEvents(input: unknown, tooMany: AwsError): IncomingEvent[] {
  if (!Array.isArray(input) || input.length === 0) throw refusal(CHOICES.badEvents);
  if (input.length > EVENTS_MAX) throw tooMany;
  return (input as unknown[]).map((text) => {
    if (typeof text !== 'string' || !isJson(text)) throw refusal(CHOICES.badEvents);
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

/** What became of each event, by the order of the request; and what is broadcast, in the order of the handler. */
function sort(incoming: readonly IncomingEvent[], handled: readonly HandledEvent[]) {
  const failures = new Map<string, Pick<FailedEvent, 'code' | 'message'>>();
  const texts: string[] = [];
  for (const event of handled) {
    if ('error' in event) failures.set(event.id, { code: CHOICES.handlerErrorCode.value, message: event.error });
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
  // A character is three bytes at the most, so a short text need not be measured.
  return text.length * 3 > EVENT_BYTES_MAX && Buffer.byteLength(text) > EVENT_BYTES_MAX;
}

// As the service words it: auvred/aws-appsync-events, end-to-end test.
const TOO_LARGE = { code: 'EventTooLargeException', message: 'Transformed event is larger than 240KB' } as const;
