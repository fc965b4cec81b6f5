// Frames from AppSync, as far as the client trusts them.

/** A frame: what it is, whom it answers, and fields that whoever uses them must look at first. */
export type Frame = { readonly type: string; readonly id?: unknown; readonly [field: string]: unknown };

/** Reads what a socket brought; anything that is no frame (binary, broken, of another shape) is `undefined`. */
export function parseFrame(received: unknown): Frame | undefined {
  const frame = typeof received === 'string' ? parseObject(received) : {};
  return typeof frame.type === 'string' ? (frame as Frame) : undefined;
}

/** Reads a JSON object; from anything else comes one without members. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
