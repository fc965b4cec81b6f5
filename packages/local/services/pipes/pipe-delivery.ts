// One record's way to the target: tried, tried again, and at last delivered or put aside.
import type { Clock } from '../../clock.ts';
import type { Events, Outcome } from '../events/index.ts';
import type { Sqs } from '../sqs/index.ts';
import { requestFor } from './http-parameters.ts';
import type { PipeLog } from './pipe-log.ts';
import type { News, PipeNumbers } from './pipe-metrics.ts';
import type { PipeSettings } from './pipe-settings.ts';
import { afterFailure, deadLetter, expiresAt, type GaveUp, parseRetryAfter } from './retry-and-dead-letter.ts';
import { bornAt, type StreamRecord } from './source-record.ts';

/** What 4xx answers other than 401, 407, 409 and 429 mean: AWS does not say whether a pipe tries them again. */
export type Refusals = 'retry' | 'dead-letter';

/** What a delivery works with. `rest` waits and resolves early when something woke the pipe. */
export type Means = {
  arn: string;
  settings: PipeSettings;
  clock: Clock;
  events: Events;
  sqs: Sqs;
  log: PipeLog;
  numbers: PipeNumbers;
  news: News;
  random: () => number;
  refusals: Refusals;
  /** The trace of the write that a record came of. */
  traceOf?: (record: StreamRecord) => string | undefined;
  stopped: () => boolean;
  rest: (waitMs: number) => Promise<void>;
};

type Try =
  | { delivered: true }
  | { delivered: false; held: boolean; final: boolean; reason: string; retryAfterMs?: number };

// Source: EventBridge User Guide, API destinations: what its own layer tries again, beside 5xx.
const RETRYABLE = new Set([401, 407, 409, 429]);
// A dead-letter queue that cannot be written (a full disk) is asked again after this.
const QUEUE_AGAIN_MS = 1_000;

/** Resolves true when nothing is left to do for the record, false when the pipe was stopped first. Never throws. */
export async function deliver(record: StreamRecord, lane: number, means: Means): Promise<boolean> {
  const { settings, clock, news } = means;
  const expires = expiresAt(bornAt(record), settings.limits);
  for (let tries = 0; ; ) {
    if (means.stopped()) return false;
    if (clock.now() >= expires) return giveUp(record, lane, 'RecordAgeExceeded', means);
    const result = await attempt(record, means).catch(ourFault);
    if (result.delivered) {
      means.numbers.delivered += 1;
      news.passed(lane, true);
      return true;
    }
    // What was not sent was not tried: a de-authorized connection uses up a record's time, not its attempts.
    if (result.held) {
      news.waits(lane, result.reason);
      // Looked at again without a pause between: a repair that came meanwhile has already rung its bell.
      if (isInactive(means)) await means.rest(expires - clock.now());
      continue;
    }
    tries += 1;
    news.failed(lane, tries, result.reason);
    const next = result.final
      ? { gaveUp: 'RetryAttemptsExhausted' as const }
      : afterFailure(
          { ...result, tries, bornAt: bornAt(record), now: clock.now(), random: means.random },
          settings.limits,
        );
    if ('gaveUp' in next) return giveUp(record, lane, next.gaveUp, means);
    await restFor(next.waitMs, means);
  }
}

async function attempt(record: StreamRecord, means: Means): Promise<Try> {
  const { settings, clock, numbers } = means;
  const log = means.log();
  log('EXECUTION_STARTED', { payload: [record] });
  log('TARGET_STAGE_ENTERED');
  log('TARGET_TRANSFORMATION_STARTED');
  const { body, hazard } = settings.template(record, {
    'pipe-arn': means.arn,
    'pipe-name': settings.name,
    'source-arn': settings.source,
    'target-arn': settings.target,
    'enrichment-arn': '',
    'event.ingestion-time': new Date(clock.now()).toISOString(),
  });
  log('TARGET_TRANSFORMATION_SUCCEEDED', { payload: [body] });
  if (hazard) {
    numbers.hazards += 1;
    means.news.hazard();
  }
  log('TARGET_INVOCATION_STARTED');
  const trace = means.traceOf?.(record);
  const outcome = await means.events.invoke(settings.target, {
    ...requestFor(record, body, settings.http),
    ...(trace !== undefined && { trace }),
  });
  const result = judge(outcome, clock.now(), means.refusals);
  if (outcome.outcome === 'inactive') {
    log('TARGET_INVOCATION_SKIPPED');
    return result;
  }
  numbers.executions += 1;
  const awsResponse =
    outcome.outcome === 'answered'
      ? { status: outcome.answer.status, body: outcome.answer.body.toString() }
      : undefined;
  const said = { awsRequest: outcome.request, ...(awsResponse && { awsResponse }) };
  if (result.delivered) {
    log('TARGET_INVOCATION_SUCCEEDED', said);
    log('TARGET_STAGE_SUCCEEDED', { payload: [body] });
    log('EXECUTION_SUCCEEDED');
    return result;
  }
  numbers.failures += 1;
  const error = { message: result.reason, ...(awsResponse && { httpStatusCode: awsResponse.status }) };
  log('TARGET_INVOCATION_FAILED', { ...said, error });
  log('TARGET_STAGE_FAILED', { error });
  log('EXECUTION_FAILED', { error });
  return result;
}

/** A fault of the engine counts as a failed try, so that it can neither stop a lane for good nor end the process. */
function ourFault(error: unknown): Try {
  return {
    delivered: false,
    held: false,
    final: false,
    reason: sentence(`The engine failed: ${(error as Error).message}`),
  };
}

function isInactive({ events, settings }: Means): boolean {
  const destination = events.destination(settings.target);
  return destination !== undefined && events.state(destination) === 'INACTIVE';
}

/** Success is the status alone: what a 200 says in its body, a pipe does not see (AppSync's `failed` list). */
function judge(outcome: Outcome, now: number, refusals: Refusals): Try {
  if (outcome.outcome === 'inactive') return { delivered: false, held: true, final: false, reason: outcome.reason };
  if (outcome.outcome === 'unanswered')
    return { delivered: false, held: false, final: false, reason: sentence(outcome.reason) };
  const { status, headers } = outcome.answer;
  if (status >= 200 && status < 300) return { delivered: true };
  const retryAfterMs = parseRetryAfter(headers['retry-after'], now);
  const final = refusals === 'dead-letter' && status < 500 && !RETRYABLE.has(status);
  const reason = `Its target answered ${status}.`;
  return { delivered: false, held: false, final, reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** To the dead-letter queue, and only when it is there is the record done with. */
async function giveUp(record: StreamRecord, lane: number, condition: GaveUp, means: Means): Promise<boolean> {
  const { settings, clock, numbers, news, sqs, arn } = means;
  for (;;) {
    if (means.stopped()) return false;
    try {
      if (settings.deadLetterArn)
        await sqs.send(settings.deadLetterArn, deadLetter(record, condition, arn, clock.now()));
      break;
    } catch {
      await restFor(QUEUE_AGAIN_MS, means);
    }
  }
  if (settings.deadLetterArn) numbers.deadLettered += 1;
  else numbers.dropped += 1;
  news.gaveUp(
    condition,
    settings.deadLetterArn ? 'left it in its dead-letter queue' : 'dropped it, as it has no dead-letter queue',
  );
  news.passed(lane, false);
  return true;
}

/** Waits for the whole time, whoever wakes the pipe meanwhile, unless it is stopped. */
async function restFor(waitMs: number, { clock, rest, stopped }: Means): Promise<void> {
  const end = clock.now() + waitMs;
  while (clock.now() < end && !stopped()) await rest(end - clock.now());
}

function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason || 'No answer'}.`;
}
