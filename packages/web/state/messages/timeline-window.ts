// The window: the piece of a timeline that is drawn, so that a long channel does not make a slow page.
import type { Message } from '@parley/chat';

/** What a window is drawn over: only the order counts. */
type Numbered = Pick<Message, 'seq'>;

/** The most entries that are drawn at once. */
export const DRAWN_MAX = 240;

/** Entries by which the window grows at an edge. */
export const DRAWN_STEP = 60;

/** From which seq on, and up to which; `to` undefined follows the newest. */
export type Window = { from: number | undefined; to: number | undefined };

/** The window that follows the newest entry. */
export const NEWEST: Window = { from: undefined, to: undefined };

/** The entries in the window. */
export function drawn<Of extends Numbered>(entries: readonly Of[], window: Window): readonly Of[] {
  const { from, to } = window;
  if (from === undefined && to === undefined) return entries.slice(-DRAWN_STEP * 2);
  const first = from === undefined ? 0 : indexFrom(entries, from);
  const end = to === undefined ? entries.length : indexFrom(entries, to + 1);
  return entries.slice(first, end);
}

/** Whether the window's end is the timeline's. */
export function followsNewest(entries: readonly Numbered[], window: Window): boolean {
  return window.to === undefined || window.to >= (entries.at(-1)?.seq ?? 0);
}

/** Keeps the window where it is while new entries come: for a reader who has scrolled up. */
export function held(entries: readonly Numbered[], window: Window): Window {
  const now = drawn(entries, window);
  const from = window.from ?? now[0]?.seq;
  const far = now.length > DRAWN_MAX ? now[DRAWN_MAX - 1]?.seq : window.to;
  return { from, to: far };
}

/** Moves the window towards older entries, if some are at hand; entries leave it at its other end. */
export function older(entries: readonly Numbered[], window: Window): Window | undefined {
  const first = drawn(entries, window)[0];
  const index = first ? indexFrom(entries, first.seq) : 0;
  if (index === 0) return undefined;
  const start = Math.max(0, index - DRAWN_STEP);
  const over = entries[start + DRAWN_MAX];
  const to =
    over && (window.to === undefined || over.seq <= window.to) ? entries[start + DRAWN_MAX - 1]?.seq : window.to;
  return { from: entries[start]?.seq, to };
}

/** Moves the window towards newer entries, if it does not follow the newest. */
export function newer(entries: readonly Numbered[], window: Window): Window | undefined {
  if (followsNewest(entries, window)) return undefined;
  const end = Math.min(entries.length, indexFrom(entries, (window.to ?? 0) + 1) + DRAWN_STEP);
  const start = Math.max(0, end - DRAWN_MAX);
  const first = Math.max(start, window.from === undefined ? 0 : indexFrom(entries, window.from));
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
