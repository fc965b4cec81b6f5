// Requests to the HTTP API: one call of a route with a fresh token, and the errors that it can end in.
import { ROUTES, type RouteName, type RouteParameters, routePath } from '@parley/chat';
import { WebError } from '../errors.ts';
import { allTexts, loadMoreTexts, t } from '../i18n/index.ts';

/** A request that takes longer is aborted and may be retried. An HTTP API itself times out after 30 s (AWS, "Quotas for HTTP APIs"). */
export const REQUEST_MAX_MS = 15_000;

/** The address of the API, and the user's token. `authorization(true)` refreshes the token, as the API has rejected the old one. */
export type HttpApiDeps = {
  api: string;
  authorization: (renew?: boolean) => Promise<{ Authorization?: string }>;
  fetch: typeof fetch;
};

/** What a request carries beside its path. A request with `keepalive` outlives the page; its body has at most 64 kB. */
export type RequestContent = { query?: Readonly<Record<string, string>>; body?: unknown; keepalive?: boolean };

/** Calls a route, a second time with a new token when the API rejects the first; throws an error that the page can display. */
export async function request<Name extends RouteName>(
  deps: HttpApiDeps,
  name: Name,
  parameters: RouteParameters<Name>,
  { query, ...content }: RequestContent = {},
): Promise<Record<string, unknown>> {
  const { method } = ROUTES[name];
  const path = routePath(name, parameters) + (query ? `?${new URLSearchParams(query)}` : '');
  let response = await send(deps, method, path, content, false);
  if (response.status === 401) response = await send(deps, method, path, content, true);
  const answer = await read(response);
  if (response.ok) return answer;
  throw await refusal(response, answer);
}

/** The list that a response has as its field `what`. */
export function listOf<Of>(what: string, input: unknown): Of[] {
  if (Array.isArray(input)) return input as Of[];
  throw unexpectedAnswer(what);
}

/** The error for a response in which a field, or a format, is missing or invalid. */
export function unexpectedAnswer(missing: string, options?: ErrorOptions): WebError {
  return new WebError('failing', t.unexpectedResponse(missing), options);
}

async function send(
  deps: HttpApiDeps,
  method: string,
  path: string,
  { body, keepalive }: RequestContent,
  renew: boolean,
): Promise<Response> {
  const { Authorization } = await deps.authorization(renew);
  const headers: Record<string, string> = Authorization === undefined ? {} : { Authorization };
  if (body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await deps.fetch(deps.api + path, {
      method,
      headers,
      signal: AbortSignal.timeout(REQUEST_MAX_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(keepalive && { keepalive }),
    });
  } catch (cause) {
    throw new WebError('unreachable', t.serverUnreachable, { cause });
  }
}

async function read(response: Response): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw new WebError('unreachable', t.responseCutOff, { cause });
  }
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
  } catch (cause) {
    if (response.ok) throw unexpectedAnswer('JSON', { cause });
    return {};
  }
}

// An HTTP API answers { message } with a word only where it refuses by itself, as for a token: no sentence to show.
async function refusal({ status, headers }: Response, answer: Record<string, unknown>): Promise<WebError> {
  const { code, message } = answer;
  // Without the texts of the reader's language, the sentence of the server is better than none.
  await loadMoreTexts().catch(() => undefined);
  const english = typeof message === 'string' && message.includes(' ') ? withLocalTimes(message) : undefined;
  const said = allTexts.problem?.(String(code), answer) ?? english;
  if (status === 401) return new WebError('signed-out', t.sessionExpired, { status });
  const again = { status, retryAfterMs: afterMs(headers.get('retry-after')) };
  if (status === 429) return new WebError('failing', said ?? t.tooManyRequests, again);
  if (status >= 500) return new WebError('failing', said ?? t.serverFailed(status), again);
  if (code === 'sync-first') return new WebError(code, said ?? t.requestRejected(status), { status });
  return new WebError('refused', said ?? t.requestRejected(status), { status });
}

// The API writes times in UTC, as it does not know where the reader is.
function withLocalTimes(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, t.dateTime);
}

// In seconds; the other form, a date, would need a clock that agrees with the server's.
function afterMs(text: string | null): number | undefined {
  return /^\d{1,5}$/.test(text ?? '') ? Number(text) * 1000 : undefined;
}
