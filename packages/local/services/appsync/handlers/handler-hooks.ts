// The hooks of a channel namespace, and the parser for the return value of onPublish.
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';
import type { HandlerEvent, IncomingEvent } from './handler-context.ts';

/** An event after onPublish: its JSON text, or the error that keeps it from being broadcast. A filtered event is absent. */
export type HandledEvent = { readonly id: string } & ({ readonly text: string } | { readonly error: string });

/** The hooks of a namespace. Each throws AwsError to reject the request; an absent hook accepts everything. */
export type Hooks = {
  publish?(event: HandlerEvent): Promise<readonly HandledEvent[]>;
  subscribe?(event: HandlerEvent): Promise<void>;
};

/**
 * Reads the list that onPublish returned; throws when it is not a list, or names an unknown event or one event twice. "Writing
 * event handlers".
 */
export function parsePublishResult(value: unknown, incoming: readonly IncomingEvent[]): HandledEvent[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw awsError(UNDOCUMENTED.failedHandler);
  const unseen = new Set(incoming.map(({ id }) => id));
  const events: HandledEvent[] = [];
  for (const one of value as unknown[]) {
    if (one === null) continue;
    const { id, payload, error } = Object(one) as { id?: unknown; payload?: unknown; error?: unknown };
    if (typeof id !== 'string' || !unseen.delete(id)) throw awsError(UNDOCUMENTED.failedHandler);
    // AWS's own sample sets `error: null` on every event.
    if (error) events.push({ id, error: String(error) });
    else events.push({ id, text: JSON.stringify(payload ?? UNDOCUMENTED.noPayload.value) });
  }
  return events;
}
