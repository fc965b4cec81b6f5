// The delivery of one batch to its function: retries, bisection, partial success, and what is given up.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { AwsError } from '../../../errors.ts';
import type { ExpiryClock } from '../../../expiry-clock.ts';
import { afterFailure, createdAt, type GiveUpCondition, maxAgeMsOf } from '../../pipes/index.ts';
import type { Sqs } from '../../sqs/index.ts';
import type { InvokeResponse } from '../lambda-service.ts';
import type { BatchItem } from './batch-queue.ts';
import { firstFailure } from './batch-response.ts';
import type { EventSourceSettings } from './event-source-settings.ts';
import { encodeFailedBatch } from './failed-batch.ts';

/** The context of a delivery. `sleep` waits, and resolves early when the mapping is stopped. */
export type BatchContext = {
  settings: EventSourceSettings;
  functionArn: string;
  clock: Clock;
  expiryClock: ExpiryClock;
  invoke: (functionName: string, payload: unknown) => Promise<InvokeResponse>;
  sqs: Pick<Sqs, 'send'>;
  say: (line: string) => void;
  random: () => number;
  stopped: AbortSignal;
  sleep: (waitMs: number) => Promise<void>;
  complete: (items: readonly BatchItem[]) => void;
};

/** A batch or a part of it; `attempts` have failed. */
type Part = { items: readonly BatchItem[]; attempts: number };

// A destination that cannot be written (a full disk) is retried after this time.
const DESTINATION_RETRY_MS = 1_000;

/**
 * Delivers a batch; resolves when each record is complete, or when the mapping was stopped first. Source: Lambda developer guide, "Process
 * DynamoDB records with Lambda" and "Configuring partial batch response": a batch is retried until it succeeds, expires or has used up
 * its attempts; a bisection is no attempt. AWS does not document the delays, and neither whether the rest after a partial success has
 * all its attempts again; here it has not.
 */
export async function deliverBatch(batch: readonly BatchItem[], context: BatchContext): Promise<void> {
  const { settings, complete, stopped, random, sleep } = context;
  const parts: Part[] = [{ items: batch, attempts: 0 }];
  for (let part = parts.shift(); part && !stopped.aborted; part = parts.shift()) {
    const expired = part.items.filter((item) => ageLeftMs(item, context) <= 0);
    if (expired.length > 0) await giveUp({ ...part, items: expired }, 'RecordAgeExceeded', context);
    const items = part.items.filter((item) => !expired.includes(item));
    if (items.length === 0) continue;
    const failedAt = await attempt(items, context);
    if (stopped.aborted) return;
    const leftMs = Math.min(...items.map((item) => ageLeftMs(item, context)));
    if (failedAt === 'not-invoked') {
      const { waitMs } = afterFailure({ attempts: 1, leftMs: Math.max(leftMs, 1), random }, NO_LIMIT) as Wait;
      await sleep(waitMs);
      parts.unshift({ items, attempts: part.attempts });
      continue;
    }
    complete(items.slice(0, failedAt));
    const rest = items.slice(failedAt);
    if (rest.length === 0) continue;
    if (settings.bisects && items.length > 1) {
      const halves = failedAt > 0 ? [rest] : halved(rest);
      parts.unshift(...halves.map((half) => ({ items: half, attempts: part.attempts })));
      continue;
    }
    const attempts = part.attempts + 1;
    const next = afterFailure({ attempts, leftMs, random }, settings.limits);
    if ('gaveUp' in next) await giveUp({ items: rest, attempts }, next.gaveUp, context);
    else {
      await sleep(next.waitMs);
      parts.unshift({ items: rest, attempts });
    }
  }
}

type Wait = { waitMs: number };
const NO_LIMIT = { attempts: -1, ageSeconds: -1 };

/** Invokes the function. A throttled invocation, or one that failed in Lambda itself, is not an attempt. */
async function attempt(items: readonly BatchItem[], context: BatchContext): Promise<number | 'not-invoked'> {
  const { settings, invoke } = context;
  const records = items.map(({ record }) => record);
  try {
    const response = await invoke(settings.functionName, { Records: records });
    return firstFailure(response, records, settings.reportsFailures);
  } catch (error) {
    if (error instanceof AwsError && error.status !== 413) return 'not-invoked';
    return 0;
  }
}

function ageLeftMs({ record, readAtMs }: BatchItem, { settings, clock, expiryClock }: BatchContext): number {
  const maxAgeMs = maxAgeMsOf(settings.limits);
  // A clock that is set forward for a moment ages no record.
  return Math.min(createdAt(record) + maxAgeMs - expiryClock.now(), readAtMs + maxAgeMs - clock.monotonic());
}

function halved(items: readonly BatchItem[]): (readonly BatchItem[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** Sends the position of the records to the destination; they are complete once it is stored. */
async function giveUp({ items, attempts }: Part, condition: GiveUpCondition, context: BatchContext): Promise<void> {
  const { settings, functionArn, sqs, clock, say, stopped, sleep, complete } = context;
  const records = items.map(({ record }) => record);
  const body = () =>
    encodeFailedBatch({
      records,
      condition,
      functionArn,
      requestId: randomUUID(),
      invoked: attempts,
      now: clock.now(),
    });
  while (settings.onFailureArn && !stopped.aborted) {
    try {
      await sqs.send(settings.onFailureArn, body());
      break;
    } catch {
      await sleep(DESTINATION_RETRY_MS);
    }
  }
  if (stopped.aborted) return;
  const count = `${records.length} ${records.length === 1 ? 'record' : 'records'}`;
  say(`The function ${settings.functionName} gave up ${count} of its event source (${condition}); see its log.`);
  complete(items);
}
