// Parsing of frames from AppSync; only `type` is validated.

/** A frame: its type, the id of the operation that it belongs to, and fields that the reader must validate. */
export type Frame = { readonly type: string; readonly id?: unknown; readonly [field: string]: unknown };

/** Parses a WebSocket message; returns `undefined` if it is not a frame (binary, malformed, another shape). */
export function parseFrame(data: unknown): Frame | undefined {
  const frame = typeof data === 'string' ? parseObject(data) : {};
  return typeof frame.type === 'string' ? (frame as Frame) : undefined;
}

/** Parses a JSON object; anything else becomes an object without members. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
