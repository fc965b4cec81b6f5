// The hooks of a channel namespace, and the reader of what onPublish returns.
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import type { IncomingEvent, Occasion } from './handler-context.ts';

/** An event after onPublish: its JSON text, or why it is not broadcast. An event that is missing was filtered out. */
export type HandledEvent = { readonly id: string } & ({ readonly text: string } | { readonly error: string });

/** The hooks of a namespace. Each throws AwsError to refuse the request; what is absent lets everything through. */
export type Hooks = {
  publish?(occasion: Occasion): Promise<readonly HandledEvent[]>;
  subscribe?(occasion: Occasion): Promise<void>;
};

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
