// Hooks that are a function, without code between: Behavior DIRECT. "Direct Lambda integration".

import type { DataSource, SourceAnswer } from '../data-sources/data-source.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import { encodeContext, type Occasion } from './handler-context.ts';
import { type HandledEvent, type Hooks, parsePublishResult } from './handler-hooks.ts';
import type { Hook, LogLine } from './sandbox-protocol.ts';

/** How a function is called: waited for, or not. */
export type InvokeType = 'REQUEST_RESPONSE' | 'EVENT';

/** A hook that is a function. `source` finds it when it is needed; `log` hears why a call failed. */
export type Direct = { source: () => DataSource; invokeType: InvokeType; log: (line: LogLine) => void };

/** Makes the hook of a function. */
export function directHook(hook: Hook, direct: Direct): Hooks {
  if (hook === 'onPublish') return { publish: (occasion) => published(direct, occasion) };
  return { subscribe: (occasion) => subscribed(direct, occasion) };
}

async function published(direct: Direct, occasion: Occasion): Promise<readonly HandledEvent[]> {
  const incoming = occasion.events ?? [];
  const answer = await ask(direct, occasion);
  if (direct.invokeType === 'EVENT') return incoming;
  const { events, error } = Object(answer) as { events?: unknown; error?: unknown };
  if (error) throw failure(direct, String(error));
  if (answer !== null && (typeof answer !== 'object' || Array.isArray(answer)))
    throw failure(direct, 'the function must return an object with events');
  return parsePublishResult(events ?? null, incoming);
}

async function subscribed(direct: Direct, occasion: Occasion): Promise<void> {
  const answer = await ask(direct, occasion);
  if (direct.invokeType === 'EVENT' || answer === null) return;
  throw failure(
    direct,
    String((Object(answer) as { error?: unknown }).error ?? 'the function must return null or an error'),
  );
}

async function ask(direct: Direct, occasion: Occasion): Promise<unknown> {
  const invocationType = direct.invokeType === 'EVENT' ? 'Event' : 'RequestResponse';
  const payload: unknown = JSON.parse(
    encodeContext(occasion, { result: null, error: null, prev: null, outErrors: [] }),
  );
  const request = { operation: 'Invoke', invocationType, payload: { events: null, ...(payload as object) } };
  const source = direct.source();
  if (source.functionArn === undefined)
    throw failure(direct, `${source.name} is no function; DIRECT is for AWS_LAMBDA`);
  const { result, error }: SourceAnswer = await source.run(request);
  if (error) throw failure(direct, `${error.type}: ${error.message}`);
  return result;
}

/** "The error is logged and not returned to the publisher." */
function failure({ log }: Direct, reason: string) {
  log({ level: 'error', text: reason });
  return refusal(CHOICES.failedDirect);
}
