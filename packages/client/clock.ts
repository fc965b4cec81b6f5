// The clock interface, which a test can replace, and the system's clock.

/** Time and timers as the client uses them. `after` runs the callback once and returns a function that cancels it. */
export type Clock = {
  now(): number;
  after(waitMs: number, callback: () => void): () => void;
};

/** The system's time and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(waitMs, callback) {
    const timer = setTimeout(callback, waitMs);
    return () => clearTimeout(timer);
  },
};
