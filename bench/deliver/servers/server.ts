// A server under test, whichever it is.

/** A process that runs until it is stopped. */
export type Server = { readonly pid: number; stop(): Promise<void> };
