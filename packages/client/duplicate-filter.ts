// Detects events that arrive a second time while two sockets overlap.

/** Both copies of an event arrive within moments. A longer window would drop genuine repetitions ("hi", "hi"). */
const DUPLICATE_WINDOW_MS = 10_000;
// Limits memory; at a thousand events within the window a duplicate goes unnoticed.
const MAX_UNPAIRED = 1_000;

/**
 * Pairs the events that two sockets bring for one subscription. An event has no id on the wire, so its text identifies it:
 * the first occurrence of a text is delivered, the next occurrence on the other socket is its duplicate, and the pair is
 * forgotten. A text that arrives twice on both sockets is delivered twice.
 */
export class DuplicateFilter {
  #unpaired: { text: string; socket: unknown; at: number }[] = [];

  /** Records an event and returns whether the other socket has already brought it. */
  isDuplicate(text: string, socket: unknown, now: number): boolean {
    this.#unpaired = this.#unpaired.filter((seen) => isInWindow(seen.at, now)).slice(-MAX_UNPAIRED);
    const first = this.#unpaired.findIndex((seen) => seen.text === text && seen.socket !== socket);
    if (first < 0) this.#unpaired.push({ text, socket, at: now });
    else this.#unpaired.splice(first, 1);
    return first >= 0;
  }
}

/** Whether a moment is so near that both copies of an event may arrive; it lies in the future when the clock was set back. */
export function isInWindow(moment: number, now: number): boolean {
  return Math.abs(now - moment) < DUPLICATE_WINDOW_MS;
}
