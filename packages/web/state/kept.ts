// What was typed and is not stored yet, kept in the tab, so that a reload loses nothing.
import type { Outgoing } from './timeline.ts';

/** Where a tab keeps texts over a reload; `get` answers '' when there is nothing. */
export interface Notes {
  get(key: string): string;
  set(key: string, text: string): void;
}

/** One channel's messages on their way. */
export interface Kept {
  load(): Outgoing[];
  save(outgoing: readonly Outgoing[]): void;
}

/** Keeps a person's messages of one channel. */
export function keptIn(notes: Notes, sender: string, channel: string): Kept {
  const key = `parley.outbox.${sender}.${channel}`;
  let saved: readonly Outgoing[] | undefined;
  return {
    load: () => parseOutgoing(notes.get(key)),
    save(outgoing) {
      if (outgoing !== saved) notes.set(key, outgoing.length === 0 ? '' : JSON.stringify(outgoing));
      saved = outgoing;
    },
  };
}

/** Keeps nothing. */
export const KEEPS_NOTHING: Kept = { load: () => [], save: () => undefined };

// What was being sent is sent again: under its own id it cannot be posted twice.
function parseOutgoing(text: string): Outgoing[] {
  if (text === '') return [];
  try {
    const kept: unknown = JSON.parse(text);
    return Array.isArray(kept) ? kept.filter(isOutgoing).map(resumed) : [];
  } catch {
    return [];
  }
}

function resumed(one: Outgoing): Outgoing {
  return one.state === 'failed' ? one : { id: one.id, message: one.message, at: one.at, state: 'queued' };
}

function isOutgoing(input: unknown): input is Outgoing {
  const { id, message, at } = (input ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && typeof message === 'string' && typeof at === 'string';
}
