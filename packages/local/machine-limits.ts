// Errors that say that the machine has no more of something at the moment: file descriptors, threads or memory.

const CODES: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'ERR_WORKER_INIT_FAILED']);

/** Whether an error, or one of its causes, is the end of such a resource. */
export function isExhausted(error: unknown): boolean {
  const { code, cause } = Object(error) as { code?: unknown; cause?: unknown };
  return CODES.has(code) || (cause !== undefined && cause !== error && isExhausted(cause));
}

/** Whether a message says so, where only that is left of an error. */
export function saysExhausted(message: string): boolean {
  return /\b(?:EMFILE|ENFILE|ENOMEM|ERR_WORKER_INIT_FAILED)\b/.test(message);
}
