// Calls to the application's listeners, which may throw.

/** Calls a listener; an exception reaches the global error handling, never the client or other listeners. */
export function callListener<Args extends unknown[]>(
  listener: ((...args: Args) => void) | undefined,
  ...args: Args
): void {
  try {
    listener?.(...args);
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  // Browsers have `reportError`. Node does not; there, a rethrow reaches `uncaughtException`.
  if (typeof reportError === 'function') reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
