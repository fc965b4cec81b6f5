// Hooks that are a Lambda function, without code: Behavior DIRECT. "Direct Lambda integration".
import type { DataSource } from '../data-sources/data-source.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';
import { encodeContext, type HandlerEvent } from './handler-context.ts';
import { type HandledEvent, type Hooks, parsePublishResult } from './handler-hooks.ts';
import type { Hook, LogLine } from './sandbox-protocol.ts';

/** Whether the function's result is awaited. */
export type InvokeType = 'REQUEST_RESPONSE' | 'EVENT';

/** The function of a hook. `source` finds its data source on use; `log` receives the reason of a failed call. */
export type LambdaHookConfig = { source: () => DataSource; invokeType: InvokeType; log: (line: LogLine) => void };

/** Creates the hook of a function. */
export function lambdaHook(hook: Hook, config: LambdaHookConfig): Hooks {
  if (hook === 'onPublish') return { publish: (event) => onPublish(config, event) };
  return { subscribe: (event) => onSubscribe(config, event) };
}

async function onPublish(config: LambdaHookConfig, event: HandlerEvent): Promise<readonly HandledEvent[]> {
  const incoming = event.events ?? [];
  const result = await invoke(config, event);
  if (config.invokeType === 'EVENT') return incoming;
  const { events, error } = Object(result) as { events?: unknown; error?: unknown };
  if (error) throw failure(config, String(error));
  if (result !== null && (typeof result !== 'object' || Array.isArray(result)))
    throw failure(config, 'the function must return an object with events');
  return parsePublishResult(events ?? null, incoming);
}

async function onSubscribe(config: LambdaHookConfig, event: HandlerEvent): Promise<void> {
  const result = await invoke(config, event);
  if (config.invokeType === 'EVENT' || result === null) return;
  const { error } = Object(result) as { error?: unknown };
  throw failure(config, String(error ?? 'the function must return null or an error'));
}

async function invoke(config: LambdaHookConfig, event: HandlerEvent): Promise<unknown> {
  const invocationType = config.invokeType === 'EVENT' ? 'Event' : 'RequestResponse';
  const payload: unknown = JSON.parse(encodeContext(event, { result: null, error: null, prev: null, outErrors: [] }));
  const request = { operation: 'Invoke', invocationType, payload: { events: null, ...(payload as object) } };
  const source = config.source();
  if (source.functionArn === undefined)
    throw failure(config, `${source.name} is not a function; DIRECT is for AWS_LAMBDA`);
  const { result, error } = await source.run(request);
  if (error) throw failure(config, `${error.type}: ${error.message}`);
  return result;
}

/** "The error is logged and not returned to the publisher." */
function failure({ log }: LambdaHookConfig, reason: string) {
  log({ level: 'error', text: reason });
  return awsError(UNDOCUMENTED.failedDirect);
}
