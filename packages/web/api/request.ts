// The HTTP API's door: one request with a fresh token, and what its answer means.
import { WebError } from '../errors.ts';

/** A request that takes longer is given up and may be tried again. An HTTP API itself gives up after 30 s (AWS, "Quotas for HTTP APIs"). */
export const REQUEST_MAX_MS = 15_000;

/** What the API's door needs: where it is, and who asks. `authorization(true)` asks for a new token, as the old one was refused. */
export type Door = {
  api: string;
  authorization: (renew?: boolean) => Promise<{ Authorization: string }>;
  fetch: typeof fetch;
};

/** The path of a channel. */
export function at(channel: string): string {
  return `/channels/${encodeURIComponent(channel)}`;
}

/** Asks, once more with a new token when the old one is refused; throws what a person can read. */
export async function ask(door: Door, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  let response = await send(door, method, path, body, false);
  if (response.status === 401) response = await send(door, method, path, body, true);
  const answer = await read(response);
  if (response.ok) return answer;
  throw refusal(response, answer['message']);
}

/** An answer's list. */
export function listOf<Of>(what: string, input: unknown): Of[] {
  if (Array.isArray(input)) return input as Of[];
  throw strange(`a list of ${what}`);
}

/** The server answered with something else. */
export function strange(expected: string, options?: ErrorOptions): WebError {
  return new WebError('failing', `The server did not answer with ${expected}.`, options);
}

async function send(door: Door, method: string, path: string, body: unknown, renew: boolean): Promise<Response> {
  const headers: Record<string, string> = { ...(await door.authorization(renew)) };
  if (body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await door.fetch(door.api + path, {
      method,
      headers,
      signal: AbortSignal.timeout(REQUEST_MAX_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new WebError('unreachable', 'The server cannot be reached.', { cause });
  }
}

async function read(response: Response): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw new WebError('unreachable', 'The connection broke off in the middle of an answer.', { cause });
  }
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
  } catch (cause) {
    if (response.ok) throw strange('JSON', { cause });
    return {};
  }
}

// An HTTP API answers { message } with a word only where it refuses by itself, as for a token: no sentence to show.
function refusal({ status, headers }: Response, message: unknown): WebError {
  const said = typeof message === 'string' && message.includes(' ') ? message : undefined;
  if (status === 401)
    return new WebError('signed-out', 'Your sign-in is no longer accepted. Sign in again.', { status });
  const again = { status, retryAfterMs: afterMs(headers.get('retry-after')) };
  if (status === 429) return new WebError('failing', said ?? 'Too many requests at once. Try again.', again);
  if (status >= 500) return new WebError('failing', said ?? `The server has failed (${status}).`, again);
  return new WebError('refused', said ?? `The server refused this (${status}).`, { status });
}

// In seconds; the other form, a date, would need a clock that agrees with the server's.
function afterMs(text: string | null): number | undefined {
  return /^\d{1,5}$/.test(text ?? '') ? Number(text) * 1000 : undefined;
}
