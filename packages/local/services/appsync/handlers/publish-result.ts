// What onPublish may return. "Writing event handlers".
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import type { IncomingEvent } from './handler-context.ts';
import type { HandledEvent } from './handler-hooks.ts';

/** Reads the list that onPublish returned; throws when it is none, or names an event that did not come in, or one twice. */
export function parsePublishResult(value: unknown, incoming: readonly IncomingEvent[]): HandledEvent[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw refusal(CHOICES.brokenHandler);
  const unseen = new Set(incoming.map(({ id }) => id));
  const events: HandledEvent[] = [];
  for (const one of value as unknown[]) {
    if (one === null) continue;
    const { id, payload, error } = Object(one) as { id?: unknown; payload?: unknown; error?: unknown };
    if (typeof id !== 'string' || !unseen.delete(id)) throw refusal(CHOICES.brokenHandler);
    // AWS's own sample sets `error: null` on every event.
    if (error) events.push({ id, error: String(error) });
    else events.push({ id, text: JSON.stringify(payload ?? CHOICES.noPayload.value) });
  }
  return events;
}
