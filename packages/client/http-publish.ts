// Publishing over HTTP, which needs no connection.

import type { PublishResult } from '@parley/wire';
import { ClientError, refusal } from './errors.ts';
import { parseObject } from './frames.ts';
import { credentials, type Settings } from './options.ts';
import { parseResult } from './publish-result.ts';

// As long as a publish over the WebSocket may take.
const ANSWER_MS = 15_000;

/** Posts events that are written as JSON texts already. */
export async function post(settings: Settings, channel: string, events: readonly string[]): Promise<PublishResult> {
  // Not as a method: a browser's `fetch` wants no other `this`.
  const { fetch, http, clock } = settings;
  const { host: _, ...authorization } = (await credentials(settings)).fields;
  const headers = { 'content-type': 'application/json', ...authorization };
  const abort = new AbortController();
  const stopTimer = clock.after(ANSWER_MS, () => abort.abort());
  try {
    const body = JSON.stringify({ channel, events });
    const response = await fetch(http, { method: 'POST', headers, body, signal: abort.signal });
    return resultOf(response.status, parseObject(await response.text()), channel);
  } catch (cause) {
    if (cause instanceof ClientError) throw cause;
    throw new ClientError(abort.signal.aborted ? 'timed-out' : 'lost', `${http} gave no answer.`, {
      cause,
    });
  } finally {
    stopTimer();
  }
}

function resultOf(status: number, body: Readonly<Record<string, unknown>>, channel: string): PublishResult {
  if (status === 200 && body.successful) return parseResult(body);
  // A service that is busy or broken, or a proxy in its place, is worth another try.
  if (status < 400 || status === 429 || status >= 500) throw new ClientError('lost', `AppSync answered ${status}.`);
  throw refusal(channel, body.errors, status);
}
