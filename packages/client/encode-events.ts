// Serialization of outgoing events, with AppSync's limits checked before anything is sent.

import { EVENT_BYTES_MAX, EVENTS_MAX } from '@parley/wire';
import { ClientError } from './errors.ts';

/** Serializes each event as the JSON text that AppSync expects; throws if AppSync would not accept one. */
export function encodeEvents(events: readonly unknown[]): string[] {
  if (events.length < 1 || events.length > EVENTS_MAX) {
    throw new ClientError('too-large', `A publish takes 1 to ${EVENTS_MAX} events; this one has ${events.length}.`);
  }
  return events.map(encodeEvent);
}

function encodeEvent(event: unknown, index: number): string {
  const text = stringify(event);
  if (text === undefined) throw new ClientError('refused', `Event ${index} cannot be serialized as JSON.`);
  const sizeBytes = new TextEncoder().encode(text).length;
  if (sizeBytes <= EVENT_BYTES_MAX) return text;
  throw new ClientError(
    'too-large',
    `Event ${index} is ${sizeBytes} bytes; AppSync takes ${EVENT_BYTES_MAX}. Send it in parts.`,
  );
}

function stringify(event: unknown): string | undefined {
  try {
    return JSON.stringify(event);
  } catch {
    // A circular reference, a bigint, a `toJSON` that throws: all are reported like a value without JSON form.
    return undefined;
  }
}
