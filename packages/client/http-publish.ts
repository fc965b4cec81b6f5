// Publishing over HTTP, which needs no connection.

import type { PublishResult } from '@parley/wire';
import { ClientError, clientErrorFrom, clientErrorOf } from './errors.ts';
import { parseObject } from './frames.ts';
import { fetchCredentials, type Settings } from './options.ts';
import { parsePublishResult } from './publish-result.ts';

// The same as for a publish over the WebSocket.
const RESPONSE_TIMEOUT_MS = 15_000;

/** Publishes events, already serialized as JSON texts, over HTTP. */
export async function publishOverHttp(
  settings: Settings,
  channel: string,
  events: readonly string[],
): Promise<PublishResult> {
  // Not called as a method: a browser's `fetch` requires its own `this`.
  const { fetch, http, clock } = settings;
  const { host: _, ...authorization } = (await fetchCredentials(settings)).fields;
  const headers = { 'content-type': 'application/json', ...authorization };
  const abort = new AbortController();
  const cancelTimeout = clock.after(RESPONSE_TIMEOUT_MS, () => abort.abort());
  try {
    const body = JSON.stringify({ channel, events });
    const response = await fetch(http, { method: 'POST', headers, body, signal: abort.signal });
    return parseResponse(response.status, parseObject(await response.text()), channel);
  } catch (cause) {
    throw clientErrorOf(cause, `No response from ${http}.`, abort.signal.aborted ? 'timed-out' : 'lost');
  } finally {
    cancelTimeout();
  }
}

function parseResponse(status: number, body: Readonly<Record<string, unknown>>, channel: string): PublishResult {
  if (status === 200 && body.successful) return parsePublishResult(body);
  // A service that is overloaded or failing, or a proxy in front of it: another attempt may succeed.
  if (status < 400 || status === 429 || status >= 500)
    throw new ClientError('lost', `AppSync responded with status ${status}.`);
  throw clientErrorFrom(channel, body.errors, status);
}
