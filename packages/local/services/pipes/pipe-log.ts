// The log of a pipe: the steps of each execution, with their data only if the template asks for it.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { notEmulated, type PropertyReader } from '../../template/properties.ts';
import { groupOf, type Logs } from '../logs/index.ts';

export type Level = 'OFF' | 'ERROR' | 'INFO' | 'TRACE';
export type LogSettings = { level: Level; executionData: boolean; group?: string };

/** The steps of an execution, and the lowest log level at which each is written (Pipes logs, log level). */
const STEPS = {
  EXECUTION_STARTED: 'INFO',
  ENRICHMENT_STAGE_ENTERED: 'INFO',
  ENRICHMENT_INVOCATION_STARTED: 'TRACE',
  ENRICHMENT_INVOCATION_SUCCEEDED: 'TRACE',
  ENRICHMENT_INVOCATION_FAILED: 'ERROR',
  ENRICHMENT_STAGE_SUCCEEDED: 'INFO',
  ENRICHMENT_STAGE_FAILED: 'ERROR',
  TARGET_STAGE_ENTERED: 'INFO',
  TARGET_TRANSFORMATION_STARTED: 'TRACE',
  TARGET_TRANSFORMATION_SUCCEEDED: 'TRACE',
  TARGET_INVOCATION_STARTED: 'TRACE',
  TARGET_INVOCATION_SUCCEEDED: 'TRACE',
  TARGET_INVOCATION_FAILED: 'ERROR',
  TARGET_INVOCATION_SKIPPED: 'TRACE',
  TARGET_STAGE_SUCCEEDED: 'INFO',
  TARGET_STAGE_FAILED: 'ERROR',
  EXECUTION_SUCCEEDED: 'INFO',
  EXECUTION_FAILED: 'ERROR',
} as const satisfies Record<string, Level>;

export type Step = keyof typeof STEPS;

/** The first three fields may contain users' messages; they are written only with IncludeExecutionData. */
export type StepData = {
  payload?: unknown;
  awsRequest?: unknown;
  awsResponse?: unknown;
  error?: { httpStatusCode?: number; message: string };
};

/** Logs one step of one execution. */
export type ExecutionLog = (step: Step, data?: StepData) => void;

const RANK: Readonly<Record<Level, number>> = { OFF: 0, ERROR: 1, INFO: 2, TRACE: 3 };
// Source: Pipes log schema: 256 KB a record, truncated in this order.
const RECORD_BYTES_MAX = 262_144;
const TRUNCATION_ORDER = ['payload', 'awsRequest', 'awsResponse'] as const;

/** Starts the log of one execution. */
export type PipeLog = () => ExecutionLog;

/** Parses `LogConfiguration`; without it nothing is logged. */
export function parseLogSettings(pipe: PropertyReader): LogSettings {
  if (pipe.properties.LogConfiguration === undefined) return { level: 'OFF', executionData: false };
  const log = pipe.object('LogConfiguration');
  for (const other of ['FirehoseLogDestination', 'S3LogDestination'])
    if (log.properties[other] !== undefined) throw notEmulated(pipe.subject, `a ${other}`, 'use CloudWatch Logs');
  const level = log.oneOf('Level', Object.keys(RANK) as Level[], 'ERROR');
  const { IncludeExecutionData: data = [] } = log.properties;
  if (!Array.isArray(data) || data.some((one) => one !== 'ALL'))
    throw log.invalid('IncludeExecutionData must be ["ALL"] or absent');
  const arn = log.optionalObject('CloudwatchLogsLogDestination').optionalString('LogGroupArn');
  return { level, executionData: data.length > 0, ...(arn !== undefined && { group: groupOf(arn) }) };
}

/** Opens the log of a pipe; without a log group, or at level OFF, nothing is logged. */
export function openPipeLog(
  at: { name: string; arn: string },
  settings: LogSettings,
  clock: Clock,
  logs: Pick<Logs, 'put'>,
): PipeLog {
  const { level, executionData, group } = settings;
  if (group === undefined || level === 'OFF') return () => () => {};
  return () => {
    const executionId = randomUUID();
    return (step, { error, ...data } = {}) => {
      if (RANK[STEPS[step]] > RANK[level]) return;
      const head = {
        executionId,
        timestamp: clock.now(),
        messageType: step,
        resourceArn: at.arn,
        logLevel: STEPS[step],
      };
      const included = executionData ? data : {};
      logs.put(group, at.name, encodeRecord(head, included, error && { ...error, awsService: 'events' }));
    };
  };
}

function encodeRecord(head: object, data: Omit<StepData, 'error'>, error: object | undefined): string {
  const texts = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, JSON.stringify(value)]));
  const truncatedFields: string[] = [];
  const encode = () =>
    JSON.stringify({
      ...head,
      ...texts,
      ...(truncatedFields.length > 0 && { truncatedFields }),
      ...(error && { error }),
    });
  const excess = () => Buffer.byteLength(encode()) - RECORD_BYTES_MAX;
  for (const field of TRUNCATION_ORDER) {
    const text = texts[field];
    if (excess() <= 0) break;
    if (text === undefined) continue;
    truncatedFields.push(field);
    texts[field] = text.slice(0, Math.max(0, text.length - excess()));
  }
  return encode();
}
