// The current: the part of a timeline that is rendered, so that a long channel does not slow the page down.
import type { Message } from '@parley/chat';

/** An entry, of which only the order matters. */
type Numbered = Pick<Message, 'seq'>;

/** The maximum number of entries that are rendered at once. */
export const RENDERED_MAX = 240;

/** The number of entries by which the window grows at an edge. */
export const RENDERED_STEP = 60;

/** The first and the last seq of a current; `to` undefined follows the newest entry. */
export type TimelineWindow = { from: number | undefined; to: number | undefined };

/** The window that follows the newest entry. */
export const NEWEST: TimelineWindow = { from: undefined, to: undefined };

/** The entries in the current. */
export function entriesIn<Of extends Numbered>(entries: readonly Of[], current: TimelineWindow): readonly Of[] {
  const { from, to } = current;
  if (from === undefined && to === undefined) return entries.slice(-RENDERED_STEP * 2);
  const first = from === undefined ? 0 : indexFrom(entries, from);
  const end = to === undefined ? entries.length : indexFrom(entries, to + 1);
  return entries.slice(first, end);
}

/** The window around an entry: some entries before it, and those after it. */
export function windowAround(entries: readonly Numbered[], seq: number): TimelineWindow {
  const index = indexFrom(entries, seq);
  const end = index + RENDERED_STEP * 2;
  return {
    from: entries[Math.max(0, index - RENDERED_STEP / 2)]?.seq,
    to: end < entries.length ? entries[end - 1]?.seq : undefined,
  };
}

/** Whether the window ends with the newest entry. */
export function followsNewest(entries: readonly Numbered[], current: TimelineWindow): boolean {
  return current.to === undefined || current.to >= (entries.at(-1)?.seq ?? 0);
}

/** A window that stays where it is while new entries arrive: for a reader who has scrolled up. */
export function pinned(entries: readonly Numbered[], current: TimelineWindow): TimelineWindow {
  const now = entriesIn(entries, current);
  const from = current.from ?? now[0]?.seq;
  const far = now.length > RENDERED_MAX ? now[RENDERED_MAX - 1]?.seq : current.to;
  return { from, to: far };
}

/** Moves the window towards older entries, if some are loaded; entries at its other end leave it. */
export function extendedUp(entries: readonly Numbered[], current: TimelineWindow): TimelineWindow | undefined {
  const first = entriesIn(entries, current)[0];
  const index = first ? indexFrom(entries, first.seq) : 0;
  if (index === 0) return undefined;
  const start = Math.max(0, index - RENDERED_STEP);
  const over = entries[start + RENDERED_MAX];
  const to =
    over && (current.to === undefined || over.seq <= current.to) ? entries[start + RENDERED_MAX - 1]?.seq : current.to;
  return { from: entries[start]?.seq, to };
}

/** Moves the window towards newer entries, if it does not follow the newest. */
export function extendedDown(entries: readonly Numbered[], current: TimelineWindow): TimelineWindow | undefined {
  if (followsNewest(entries, current)) return undefined;
  const end = Math.min(entries.length, indexFrom(entries, (current.to ?? 0) + 1) + RENDERED_STEP);
  const start = Math.max(0, end - RENDERED_MAX);
  const first = Math.max(start, current.from === undefined ? 0 : indexFrom(entries, current.from));
  return { from: entries[first]?.seq, to: end === entries.length ? undefined : entries[end - 1]?.seq };
}

// The index of the first entry with this seq or a later one.
function indexFrom(entries: readonly Numbered[], seq: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as Numbered).seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
