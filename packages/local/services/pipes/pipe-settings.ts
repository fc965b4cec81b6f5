// A pipe as the template defines it, read with the limits of the Pipes API; what is not emulated is refused by name.
import { AwsError, EngineError } from '../../errors.ts';
import { type HttpParameters, parseHttpParameters } from './http-parameters.ts';
import { parseTemplate, type Template } from './input-template.ts';
import { type LogSettings, parseLogSettings } from './pipe-log.ts';
import { type Filter, parseFilters } from './record-filter.ts';
import type { RetryLimits } from './retry-policy.ts';

export type PipeSettings = {
  name: string;
  roleArn: string;
  source: string;
  target: string;
  startingPosition: 'LATEST' | 'TRIM_HORIZON';
  lanes: number;
  limits: RetryLimits;
  deadLetterArn?: string;
  desiredState: 'RUNNING' | 'STOPPED';
  filter: Filter;
  template: Template;
  http: HttpParameters;
  log: LogSettings;
};

type Fields = Readonly<Record<string, unknown>>;

// Source: Pipes API reference, CreatePipe and PipeSourceDynamoDBStreamParameters; -1 means without limit.
const NAME = /^[.\-_A-Za-z0-9]{1,64}$/;
const RANGES: Readonly<Record<string, { from: number; to: number; without: number }>> = {
  BatchSize: { from: 1, to: 10_000, without: 1 },
  MaximumBatchingWindowInSeconds: { from: 0, to: 300, without: 0 },
  ParallelizationFactor: { from: 1, to: 10, without: 1 },
  MaximumRetryAttempts: { from: -1, to: 10_000, without: -1 },
  MaximumRecordAgeInSeconds: { from: -1, to: 604_800, without: -1 },
};
const SHORTEST_AGE = 60;
const STREAM_FIELDS = new Set([
  ...Object.keys(RANGES),
  'StartingPosition',
  'DeadLetterConfig',
  'OnPartialBatchItemFailure',
]);

/** Reads the properties of an `AWS::Pipes::Pipe`. */
export function parsePipe(name: string, properties: Fields): PipeSettings {
  if (!NAME.test(name))
    throw invalid(name, 'a pipe has a name of 1 to 64 letters, digits, dots, dashes and underscores');
  refuseOthers(name, properties);
  const source = object(name, 'SourceParameters', properties.SourceParameters);
  const stream = object(name, 'DynamoDBStreamParameters', source.DynamoDBStreamParameters);
  const target = object(name, 'TargetParameters', properties.TargetParameters ?? {});
  const unknown = Object.keys(stream).find((field) => !STREAM_FIELDS.has(field));
  if (unknown) throw invalid(name, `DynamoDBStreamParameters has no ${unknown}`);
  const deadLetterArn = parseDeadLetter(name, stream.DeadLetterConfig);
  oneOf(name, 'OnPartialBatchItemFailure', stream.OnPartialBatchItemFailure, [undefined, 'AUTOMATIC_BISECT']);
  // API destinations take no batches (batching and concurrency, User Guide): both are read, and one record goes at a time.
  for (const field of ['BatchSize', 'MaximumBatchingWindowInSeconds']) number(name, field, stream);
  return {
    name,
    roleArn: text(name, 'RoleArn', properties),
    source: text(name, 'Source', properties),
    target: text(name, 'Target', properties),
    startingPosition: oneOf(name, 'StartingPosition', stream.StartingPosition, ['LATEST', 'TRIM_HORIZON']),
    lanes: number(name, 'ParallelizationFactor', stream),
    limits: { attempts: number(name, 'MaximumRetryAttempts', stream), ageSeconds: parseAge(name, stream) },
    ...(deadLetterArn !== undefined && { deadLetterArn }),
    desiredState: oneOf(name, 'DesiredState', properties.DesiredState ?? 'RUNNING', ['RUNNING', 'STOPPED']),
    filter: parseFilters((source.FilterCriteria as Fields | undefined)?.Filters),
    template: parseTemplate(target.InputTemplate),
    http: parseHttpParameters(target.HttpParameters),
    log: parseLogSettings(name, properties.LogConfiguration),
  };
}

/** A pipe has more sources, targets and steps on AWS; those are named, so that nobody searches for them. */
function refuseOthers(name: string, properties: Fields): void {
  const source = text(name, 'Source', properties);
  const target = text(name, 'Target', properties);
  const refuse = (what: string) => new EngineError('not-emulated', `The pipe ${name}: ${what} is not emulated.`);
  if (!/^arn:aws:dynamodb:[^:]*:\d*:table\/[^/]+\/stream\/.+$/.test(source))
    throw refuse(`the source ${source} (only a DynamoDB stream is)`);
  if (!/^arn:aws:events:[^:]*:\d*:api-destination\/.+$/.test(target))
    throw refuse(`the target ${target} (only an API destination is)`);
  if (properties.Enrichment !== undefined) throw refuse(`the enrichment ${String(properties.Enrichment)}`);
}

function parseAge(name: string, stream: Fields): number {
  const seconds = number(name, 'MaximumRecordAgeInSeconds', stream);
  if (seconds !== -1 && seconds < SHORTEST_AGE)
    throw invalid(name, `MaximumRecordAgeInSeconds: -1, or from ${SHORTEST_AGE} on`);
  return seconds;
}

function parseDeadLetter(name: string, config: unknown): string | undefined {
  if (config === undefined) return undefined;
  const arn = text(name, 'Arn', object(name, 'DeadLetterConfig', config));
  if (/^arn:aws:sns:/.test(arn))
    throw new EngineError(
      'not-emulated',
      `The pipe ${name}: the dead-letter topic ${arn} is not emulated; use a queue.`,
    );
  if (!/^arn:aws:sqs:/.test(arn) || arn.endsWith('.fifo'))
    throw invalid(name, `DeadLetterConfig: ${arn} is no standard queue of SQS and no standard topic of SNS`);
  return arn;
}

function number(name: string, field: string, fields: Fields): number {
  const { from, to, without } = RANGES[field] ?? { from: 0, to: 0, without: 0 };
  const value = Number(fields[field] ?? without);
  if (!Number.isInteger(value) || value < from || value > to)
    throw invalid(name, `${field}: a whole number from ${from} to ${to}`);
  return value;
}

function oneOf<T extends string | undefined>(name: string, field: string, value: unknown, values: readonly T[]): T {
  const known = values.find((one) => one === value);
  if (known === undefined && value !== undefined) throw invalid(name, `${field}: one of ${values.join(', ')}`);
  if (known === undefined && !values.includes(undefined as T))
    throw invalid(name, `${field} is needed: one of ${values.join(', ')}`);
  return known as T;
}

function text(name: string, field: string, fields: Fields): string {
  const value = fields[field];
  if (typeof value !== 'string' || value === '') throw invalid(name, `${field} is needed`);
  return value;
}

function object(name: string, field: string, value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(name, `${field} is needed`);
  return value as Fields;
}

function invalid(name: string, what: string): AwsError {
  return new AwsError('ValidationException', `The pipe ${name}: ${what}.`);
}
