// The calls of a pipe: its enrichment, and its target, which may be an API destination, a function, a queue or a bus.
import type { EventBridge, EventRules, Outcome } from '../events/index.ts';
import { isPath, resolvePath, toText } from '../json-path.ts';
import type { Lambda } from '../lambda/lambda-service.ts';
import type { Sqs } from '../sqs/index.ts';
import { createTargetRequest } from './http-parameters.ts';
import type { PipeSettings } from './pipe-settings.ts';
import { targetKindOf } from './target-kind.ts';

/** The services that a pipe may call. Without `lambda` and `rules` no function and no bus exists. */
export type TargetServices = {
  events: EventBridge;
  sqs: Sqs;
  lambda?: Pick<Lambda, 'invoke' | 'invokeAsync' | 'settingsOf'>;
  rules?: Pick<EventRules, 'put' | 'hasBus'>;
};

/** An item for the target, and the text that the input template makes of it. */
export type TargetInput = { item: unknown; body: string };

/** Whether a target exists. */
export function targetExists(arn: string, { events, sqs, lambda, rules }: TargetServices): boolean {
  switch (targetKindOf(arn)) {
    case 'destination':
      return events.destination(arn) !== undefined;
    case 'queue':
      return sqs.has(arn);
    case 'bus':
      return rules?.hasBus(arn) === true;
    case 'function':
      return functionExists(arn, lambda);
    case undefined:
      return false;
  }
}

function functionExists(arn: string, lambda: TargetServices['lambda']): boolean {
  try {
    return lambda?.settingsOf(arn) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Calls the enrichment with a list of one event; its result is what the target receives, each element for itself. An empty result
 * means that the target is not called. Source: EventBridge User Guide, "Event enrichment in Amazon EventBridge Pipes".
 */
export async function enrich(functionArn: string, body: string, { lambda }: TargetServices): Promise<unknown[]> {
  const result = await lambda?.invoke(functionArn, [parsed(body)]);
  if (result?.error !== undefined) throw new Error(`The enrichment failed: ${functionError(result.payload)}`);
  const payload = result?.payload;
  if (payload === null || payload === undefined || payload === '' || isEmptyObject(payload)) return [];
  return [payload].flat();
}

/** Calls the target once for each input, and a function once with all of them; returns the first failure, or the last answer. */
export async function callTarget(
  inputs: readonly TargetInput[],
  settings: PipeSettings,
  services: TargetServices,
  { trace, stopped }: { trace: string | undefined; stopped: AbortSignal },
): Promise<Outcome> {
  const { target, targetKind } = settings;
  if (targetKind === 'function') return callFunction(inputs, settings, services);
  let outcome = answered(target, '');
  for (const { item, body } of inputs) {
    if (targetKind === 'destination') {
      const request = { ...createTargetRequest(item, body, settings.http), ...(trace !== undefined && { trace }) };
      outcome = await services.events.invoke(target, request, stopped);
    } else if (targetKind === 'queue') {
      await services.sqs.send(target, body);
      outcome = answered(target, body);
    } else {
      putOnBus(item, body, settings, services);
      outcome = answered(target, body);
    }
    if (outcome.outcome !== 'answered' || outcome.answer.status >= 300) return outcome;
  }
  return outcome;
}

/** A function receives a list. Source: EventBridge User Guide, "Amazon EventBridge Pipes targets", Lambda. */
async function callFunction(
  inputs: readonly TargetInput[],
  { target, invokesAsync }: PipeSettings,
  { lambda }: TargetServices,
): Promise<Outcome> {
  const events = inputs.map(({ body }) => parsed(body));
  const body = JSON.stringify(events);
  if (invokesAsync) {
    lambda?.invokeAsync(target, events);
    return answered(target, body);
  }
  const result = await lambda?.invoke(target, events);
  const failures = (result?.payload as { batchItemFailures?: unknown[] } | null | undefined)?.batchItemFailures ?? [];
  const request = { method: 'Invoke', url: target, headers: {}, body };
  if (result?.error !== undefined)
    return { outcome: 'unanswered', reason: `Its function failed: ${functionError(result.payload)}`, request };
  if (failures.length > 0)
    return { outcome: 'unanswered', reason: 'Its function reported failures of items.', request };
  return answered(target, body, JSON.stringify(result?.payload ?? null));
}

/** Source: Pipes API reference, PipeTargetEventBridgeEventBusParameters: the text of the template is the detail. */
function putOnBus(item: unknown, body: string, { name, target, bus }: PipeSettings, { rules }: TargetServices): void {
  const fill = (value: string) => (isPath(value) ? toText(resolvePath(value, item)) : value);
  const detail = parsed(body);
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail))
    throw new Error('The detail for the bus is not an object in JSON.');
  const event = {
    source: fill(bus.source ?? `Pipe ${name}`),
    'detail-type': fill(bus.detailType ?? 'Event from aws:dynamodb'),
    resources: bus.resources.map(fill),
    detail,
  };
  rules?.put(event, target);
}

function answered(url: string, body: string, answer = ''): Outcome {
  const request = { method: '', url, headers: {}, body };
  return { outcome: 'answered', answer: { status: 200, headers: {}, body: Buffer.from(answer) }, request };
}

/** A template may make text that is not JSON; it is passed on as a string. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function functionError(payload: unknown): string {
  return String((payload as { errorMessage?: unknown } | null)?.errorMessage ?? 'unknown error');
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
