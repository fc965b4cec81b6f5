// Tells, while two lines overlap, whether an event was already seen on the other one.

/** Both copies of an event arrive within moments. Longer memory would take an honest repetition ("hi", "hi") for a copy. */
export const COPY_WITHIN_MS = 10_000;
// A bound for memory; at ten thousand events in ten seconds nobody counts copies.
const MOST_SIGHTINGS = 1_000;

/**
 * Pairs what two lines bring of one subscription. An event has no id on the wire, so its text stands for it: the first
 * sighting of a text is delivered, the next sighting on the other line is its copy, and the pair is forgotten. A text that
 * comes twice on both lines is delivered twice.
 */
export class Echoes {
  #sightings: { text: string; line: unknown; at: number }[] = [];

  /** Takes an event down and says whether the other line has brought it already. */
  isCopy(text: string, line: unknown, now: number): boolean {
    this.#sightings = this.#sightings.filter((seen) => now - seen.at < COPY_WITHIN_MS).slice(-MOST_SIGHTINGS);
    const twin = this.#sightings.findIndex((seen) => seen.text === text && seen.line !== line);
    if (twin < 0) this.#sightings.push({ text, line, at: now });
    else this.#sightings.splice(twin, 1);
    return twin >= 0;
  }
}
