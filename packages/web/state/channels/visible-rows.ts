// The rows of a long list that are rendered: those in view and a few around them.

/** Rows beyond each edge: as many as one turn of a wheel scrolls. */
const BEYOND = 6;

/** What is known about the list and its scroller; sizes in pixels. */
export type ScrolledList = { count: number; rowHeight: number; scrollTop: number; height: number };

/** The first rendered row, and the one after the last. */
export function visibleRows({ count, rowHeight, scrollTop, height }: ScrolledList): { from: number; to: number } {
  const from = Math.floor(scrollTop / rowHeight) - BEYOND;
  const to = Math.ceil((scrollTop + height) / rowHeight) + BEYOND;
  return { from: Math.max(0, Math.min(from, count)), to: Math.max(0, Math.min(to, count)) };
}
