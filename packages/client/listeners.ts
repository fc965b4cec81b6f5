// Calls into the user's code, which may throw.

/** Calls a listener; what it throws reaches the page's error handling and never the client or the other listeners. */
export function call<Args extends unknown[]>(listener: ((...args: Args) => void) | undefined, ...args: Args): void {
  try {
    listener?.(...args);
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  // Browsers have `reportError`; Node has not, and there a rethrow reaches `uncaughtException`.
  if (typeof reportError === 'function') reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
