// The delivery of one record: attempts with retries, until the target accepts it or it is given up.
import type { Clock } from '../../clock.ts';
import type { ExpiryClock } from '../../expiry-clock.ts';
import type { Outcome } from '../events/index.ts';
import type { PipeVariables } from './input-template.ts';
import type { ExecutionLog, PipeLog } from './pipe-log.ts';
import type { PipeMetrics, StatusReporter } from './pipe-metrics.ts';
import type { PipeSettings } from './pipe-settings.ts';
import {
  afterFailure,
  encodeDeadLetter,
  type GiveUpCondition,
  maxAgeMsOf,
  parseRetryAfter,
} from './retry-and-dead-letter.ts';
import { createdAt, type StreamRecord } from './source-record.ts';
import { callTarget, enrich, type TargetServices } from './target-call.ts';

/** What to do with 4xx answers other than 401, 407, 409 and 429: AWS does not document whether a pipe retries them. */
export type ClientErrorPolicy = 'retry' | 'dead-letter';

/** The context of a delivery. `sleep` waits, and resolves early when the pipe is woken. */
export type DeliveryContext = TargetServices & {
  arn: string;
  settings: PipeSettings;
  clock: Clock;
  expiryClock: ExpiryClock;
  log: PipeLog;
  metrics: PipeMetrics;
  reporter: StatusReporter;
  random: () => number;
  clientErrors: ClientErrorPolicy;
  /** The trace of the write that created a record. */
  traceOf?: (record: StreamRecord) => string | undefined;
  stopped: AbortSignal;
  sleep: (waitMs: number) => Promise<void>;
};

/** What one attempt needs, for a record of a stream and for a message of a queue. */
export type AttemptContext = Omit<DeliveryContext, 'expiryClock' | 'sleep' | 'traceOf'>;

type Attempt =
  | { delivered: true }
  | { delivered: false; blocked: boolean; final: boolean; reason: string; retryAfterMs?: number };

// Source: EventBridge User Guide, API destinations: the statuses that its own layer retries, beside 5xx.
const RETRYABLE = new Set([401, 407, 409, 429]);
// A dead-letter queue that cannot be written (a full disk) is retried after this time.
const QUEUE_RETRY_MS = 1_000;

/** Resolves to true when the record is complete, and to false when the pipe was stopped first. Never throws. */
export async function deliver(record: StreamRecord, lane: number, context: DeliveryContext): Promise<boolean> {
  const { settings, clock, expiryClock, reporter } = context;
  const maxAgeMs = maxAgeMsOf(settings.limits);
  const beganAt = clock.monotonic();
  // A clock that is set forward for a moment ages no record, and one that is set back keeps none for longer.
  const leftMs = () =>
    Math.min(createdAt(record) + maxAgeMs - expiryClock.now(), beganAt + maxAgeMs - clock.monotonic());
  for (let attempts = 0; ; ) {
    if (context.stopped.aborted) return false;
    if (leftMs() <= 0) return giveUp(record, lane, 'RecordAgeExceeded', context);
    const result = await attempt(record, context, context.traceOf?.(record)).catch(engineError);
    if (result.delivered) {
      context.metrics.delivered += 1;
      reporter.completed(lane, true);
      return true;
    }
    // A request that was not sent is not an attempt: a deauthorized connection uses up a record's time, not its attempts.
    if (result.blocked) {
      if (context.stopped.aborted) return false;
      reporter.blocked(lane, result.reason);
      // Checked again without an await in between: a repair that happened meanwhile has already woken the pipe.
      if (isInactive(context)) await context.sleep(leftMs());
      continue;
    }
    attempts += 1;
    reporter.failed(lane, attempts, result.reason);
    const next = result.final
      ? { gaveUp: 'RetryAttemptsExhausted' as const }
      : afterFailure({ ...result, attempts, leftMs: leftMs(), random: context.random }, settings.limits);
    if ('gaveUp' in next) return giveUp(record, lane, next.gaveUp, context);
    await sleepFor(next.waitMs, context);
  }
}

/** Enriches a record and calls the target with it once. */
export async function attempt(record: unknown, context: AttemptContext, trace?: string): Promise<Attempt> {
  const { settings, clock, metrics } = context;
  const log = context.log();
  log('EXECUTION_STARTED', { payload: [record] });
  const items = await enrichedItems(record, context, log);
  if (items.length === 0) {
    log('EXECUTION_SUCCEEDED');
    return { delivered: true };
  }
  log('TARGET_STAGE_ENTERED');
  log('TARGET_TRANSFORMATION_STARTED');
  const inputs = items.map((item) => ({ item, ...settings.template(item, variablesOf(context)) }));
  const bodies = inputs.map(({ body }) => body);
  log('TARGET_TRANSFORMATION_SUCCEEDED', { payload: bodies });
  if (inputs.some(({ isUnsafe }) => isUnsafe)) {
    metrics.unsafeBodies += 1;
    context.reporter.unsafeBody();
  }
  log('TARGET_INVOCATION_STARTED');
  const outcome = await callTarget(inputs, settings, context, { trace, stopped: context.stopped });
  const result = toAttempt(outcome, clock.now(), context.clientErrors);
  if (outcome.outcome === 'inactive' || outcome.outcome === 'cancelled') {
    log('TARGET_INVOCATION_SKIPPED');
    return result;
  }
  metrics.executions += 1;
  const awsResponse =
    outcome.outcome === 'answered'
      ? { status: outcome.answer.status, body: outcome.answer.body.toString() }
      : undefined;
  const data = { awsRequest: outcome.request, ...(awsResponse && { awsResponse }) };
  if (result.delivered) {
    log('TARGET_INVOCATION_SUCCEEDED', data);
    log('TARGET_STAGE_SUCCEEDED', { payload: bodies });
    log('EXECUTION_SUCCEEDED');
    return result;
  }
  metrics.failures += 1;
  const error = { message: result.reason, ...(awsResponse && { httpStatusCode: awsResponse.status }) };
  log('TARGET_INVOCATION_FAILED', { ...data, error });
  log('TARGET_STAGE_FAILED', { error });
  log('EXECUTION_FAILED', { error });
  return result;
}

/** The items for the target: the record itself, or what the enrichment makes of it. */
async function enrichedItems(record: unknown, context: AttemptContext, log: ExecutionLog): Promise<unknown[]> {
  const { enrichment } = context.settings;
  if (!enrichment) return [record];
  log('ENRICHMENT_STAGE_ENTERED');
  const { body } = enrichment.template(record, variablesOf(context));
  log('ENRICHMENT_INVOCATION_STARTED', { payload: [body] });
  try {
    const items = await enrich(enrichment.arn, body, context);
    log('ENRICHMENT_INVOCATION_SUCCEEDED', { payload: items });
    log('ENRICHMENT_STAGE_SUCCEEDED');
    return items;
  } catch (error) {
    log('ENRICHMENT_INVOCATION_FAILED', { error: { message: (error as Error).message } });
    log('ENRICHMENT_STAGE_FAILED');
    throw error;
  }
}

function variablesOf({ arn, settings, clock }: AttemptContext): PipeVariables {
  return {
    'pipe-arn': arn,
    'pipe-name': settings.name,
    'source-arn': settings.source,
    'target-arn': settings.target,
    'enrichment-arn': settings.enrichment?.arn ?? '',
    'event.ingestion-time': new Date(clock.now()).toISOString(),
  };
}

/** An error of the engine counts as a failed attempt, so that it neither stops a lane for good nor ends the process. */
function engineError(error: unknown): Attempt {
  return {
    delivered: false,
    blocked: false,
    final: false,
    reason: sentence(`The engine failed: ${(error as Error).message}`),
  };
}

function isInactive({ events, settings }: DeliveryContext): boolean {
  const destination = events.destination(settings.target);
  return destination !== undefined && events.state(destination) === 'INACTIVE';
}

/** Only the status decides about success: a pipe does not read the body of a 200 (AppSync's `failed` list). */
function toAttempt(outcome: Outcome, now: number, clientErrors: ClientErrorPolicy): Attempt {
  if (outcome.outcome === 'inactive' || outcome.outcome === 'cancelled')
    return { delivered: false, blocked: true, final: false, reason: outcome.reason };
  if (outcome.outcome === 'unanswered')
    return { delivered: false, blocked: false, final: false, reason: sentence(outcome.reason) };
  const { status, headers } = outcome.answer;
  if (status >= 200 && status < 300) return { delivered: true };
  const retryAfterMs = parseRetryAfter(headers['retry-after'], now);
  const final = clientErrors === 'dead-letter' && status < 500 && !RETRYABLE.has(status);
  const reason = `Its target answered ${status}.`;
  return { delivered: false, blocked: false, final, reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Sends a dead letter; the record is complete once the dead letter is on disk. */
async function giveUp(
  record: StreamRecord,
  lane: number,
  condition: GiveUpCondition,
  context: DeliveryContext,
): Promise<boolean> {
  const { settings, clock, metrics, reporter, sqs, arn } = context;
  for (;;) {
    if (context.stopped.aborted) return false;
    try {
      if (settings.deadLetterArn)
        await sqs.send(settings.deadLetterArn, encodeDeadLetter(record, condition, arn, clock.now()));
      break;
    } catch {
      await sleepFor(QUEUE_RETRY_MS, context);
    }
  }
  if (settings.deadLetterArn) metrics.deadLettered += 1;
  else metrics.dropped += 1;
  reporter.gaveUp(
    condition,
    settings.deadLetterArn ? 'sent it to its dead-letter queue' : 'dropped it, because it has no dead-letter queue',
  );
  reporter.completed(lane, false);
  return true;
}

/** Waits for the whole time, even if the pipe is woken meanwhile, unless it is stopped. */
async function sleepFor(waitMs: number, { clock, sleep, stopped }: DeliveryContext): Promise<void> {
  const end = clock.monotonic() + waitMs;
  while (clock.monotonic() < end && !stopped.aborted) await sleep(end - clock.monotonic());
}

function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason || 'No answer'}.`;
}
