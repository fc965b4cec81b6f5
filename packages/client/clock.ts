// Time, as a thing that can be handed in.

/** What the client knows of time. `after` runs the callback once and returns how to call it off. */
export type Clock = {
  now(): number;
  after(waitMs: number, callback: () => void): () => void;
};

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(waitMs, callback) {
    const timer = setTimeout(callback, waitMs);
    return () => clearTimeout(timer);
  },
};
