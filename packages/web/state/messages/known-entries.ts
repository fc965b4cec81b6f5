// Entries that are known, of the timeline or of an excerpt: whether older ones have expired, and how they are replaced in their places.
import type { Entry } from '@parley/chat';

/** Entries by seq. */
type Known = { entries: readonly Entry[] };

/** Whether older entries are not worth loading: the oldest known message has expired, and so have all before it. */
export function isExpiredBefore({ entries }: Known): boolean {
  return entries.find((entry) => entry.kind === 'message')?.expired === true;
}

/** With other entries in the same places; the same if `change` returns the same. */
export function rewritten<Part extends Known>(
  part: Part,
  change: (entries: readonly Entry[]) => readonly Entry[],
): Part {
  const entries = change(part.entries);
  return entries === part.entries ? part : { ...part, entries };
}
