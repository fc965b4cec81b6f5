// The settings of a pipe, parsed from its template properties with the limits of the Pipes API.
import { AwsError } from '../../errors.ts';
import { type IntegerRange, notEmulated, type Properties, PropertyReader } from '../../template/properties.ts';
import { type HttpParameters, parseHttpParameters } from './http-parameters.ts';
import { type InputTemplate, parseInputTemplate } from './input-template.ts';
import { type LogSettings, parseLogSettings } from './pipe-log.ts';
import { parseRecordFilter, type RecordFilter } from './record-filter.ts';
import type { RetryLimits } from './retry-and-dead-letter.ts';
import { type TargetKind, targetKindOf } from './target-kind.ts';

export type PipeSettings = {
  name: string;
  roleArn: string;
  source: string;
  /** Whether the source is a queue, which is read in batches of this size. */
  isQueue: boolean;
  batchSize: number;
  windowMs: number;
  target: string;
  targetKind: TargetKind;
  /** A function as the target is called without waiting for it. */
  invokesAsync: boolean;
  /** What an event for a bus is given. */
  bus: { source?: string; detailType?: string; resources: readonly string[] };
  enrichment?: { arn: string; template: InputTemplate };
  startingPosition: 'LATEST' | 'TRIM_HORIZON';
  lanes: number;
  limits: RetryLimits;
  deadLetterArn?: string;
  desiredState: 'RUNNING' | 'STOPPED';
  filter: RecordFilter;
  template: InputTemplate;
  http: HttpParameters;
  log: LogSettings;
};

// Source: Pipes API reference, CreatePipe and PipeSourceDynamoDBStreamParameters; -1 means without limit.
const NAME = /^[.\-_A-Za-z0-9]{1,64}$/;
const RANGES = {
  BatchSize: { from: 1, to: 10_000, fallback: 1 },
  MaximumBatchingWindowInSeconds: { from: 0, to: 300, fallback: 0 },
  ParallelizationFactor: { from: 1, to: 10, fallback: 1 },
  MaximumRetryAttempts: { from: -1, to: 10_000, fallback: -1 },
  MaximumRecordAgeInSeconds: { from: -1, to: 604_800, fallback: -1 },
} as const satisfies Record<string, IntegerRange>;
const AGE_SECONDS_MIN = 60;
const STREAM_FIELDS = new Set([
  ...Object.keys(RANGES),
  'StartingPosition',
  'DeadLetterConfig',
  'OnPartialBatchItemFailure',
]);

/** Source: Pipes API reference, PipeSourceSqsQueueParameters. */
const QUEUE_FIELDS = new Set(['BatchSize', 'MaximumBatchingWindowInSeconds']);
const QUEUE_SOURCE = /^arn:aws:sqs:[^:]*:\d*:[^:]+(?<!\.fifo)$/;

/** Parses the properties of an `AWS::Pipes::Pipe`. */
export function parsePipeSettings(name: string, properties: Properties): PipeSettings {
  const pipe = new PropertyReader(properties, `The pipe ${name}`, invalid);
  if (!NAME.test(name))
    throw pipe.invalid('a pipe has a name of 1 to 64 letters, digits, dots, dashes and underscores');
  rejectOtherPipes(pipe);
  const source = pipe.optionalObject('SourceParameters');
  const isQueue = QUEUE_SOURCE.test(pipe.string('Source'));
  const kind = isQueue ? 'SqsQueueParameters' : 'DynamoDBStreamParameters';
  const stream = isQueue ? source.optionalObject(kind) : source.object(kind);
  const target = pipe.optionalObject('TargetParameters');
  const arn = pipe.string('Target');
  const targetKind = targetKindOf(arn);
  if (targetKind === undefined)
    throw notEmulated(
      pipe.subject,
      `the target ${arn}`,
      'use an API destination, a function, a standard queue or a bus',
    );
  const fields = isQueue ? QUEUE_FIELDS : STREAM_FIELDS;
  const unknown = Object.keys(stream.properties).find((field) => !fields.has(field));
  if (unknown) throw pipe.invalid(`${kind} has no ${unknown}`);
  const deadLetterArn = parseDeadLetter(stream);
  stream.oneOf('OnPartialBatchItemFailure', ['AUTOMATIC_BISECT'], 'AUTOMATIC_BISECT');
  const number = (field: keyof typeof RANGES) => stream.integer(field, RANGES[field]);
  // API destinations accept no batches (batching and concurrency, User Guide): records of a stream are sent singly.
  return {
    name,
    roleArn: pipe.string('RoleArn'),
    source: pipe.string('Source'),
    target: arn,
    targetKind,
    invokesAsync: parseInvocationType(target),
    bus: parseBusParameters(target),
    ...parseEnrichment(pipe),
    isQueue,
    batchSize: number('BatchSize'),
    windowMs: number('MaximumBatchingWindowInSeconds') * 1_000,
    startingPosition: isQueue ? 'TRIM_HORIZON' : stream.oneOf('StartingPosition', ['LATEST', 'TRIM_HORIZON']),
    lanes: number('ParallelizationFactor'),
    limits: { attempts: number('MaximumRetryAttempts'), ageSeconds: parseAge(stream) },
    ...(deadLetterArn !== undefined && { deadLetterArn }),
    desiredState: pipe.oneOf('DesiredState', ['RUNNING', 'STOPPED'], 'RUNNING'),
    filter: parseRecordFilter(source.optionalObject('FilterCriteria').properties.Filters),
    template: parseInputTemplate(target.properties.InputTemplate),
    http: parseHttpParameters(target.properties.HttpParameters),
    log: parseLogSettings(pipe),
  };
}

/** Rejects by name the sources that pipes have on AWS and not here. */
function rejectOtherPipes(pipe: PropertyReader): void {
  const source = pipe.string('Source');
  if (!/^arn:aws:dynamodb:[^:]*:\d*:table\/[^/]+\/stream\/.+$/.test(source) && !QUEUE_SOURCE.test(source))
    throw notEmulated(pipe.subject, `the source ${source}`, 'use a DynamoDB stream or a standard queue');
}

/** Source: Pipes API reference, PipeTargetLambdaFunctionParameters. */
function parseInvocationType(target: PropertyReader): boolean {
  const parameters = target.optionalObject('LambdaFunctionParameters');
  return (
    parameters.oneOf('InvocationType', ['REQUEST_RESPONSE', 'FIRE_AND_FORGET'], 'REQUEST_RESPONSE') ===
    'FIRE_AND_FORGET'
  );
}

function parseBusParameters(target: PropertyReader): PipeSettings['bus'] {
  const parameters = target.optionalObject('EventBridgeEventBusParameters');
  parameters.rejectNotEmulated(['EndpointId', 'Time']);
  const source = parameters.optionalString('Source');
  const detailType = parameters.optionalString('DetailType');
  return {
    resources: parameters.strings('Resources'),
    ...(source !== undefined && { source }),
    ...(detailType !== undefined && { detailType }),
  };
}

function parseEnrichment(pipe: PropertyReader): Pick<PipeSettings, 'enrichment'> {
  const arn = pipe.optionalString('Enrichment');
  if (arn === undefined) return {};
  if (targetKindOf(arn) !== 'function') throw notEmulated(pipe.subject, `the enrichment ${arn}`, 'use a function');
  const { InputTemplate: template } = pipe.optionalObject('EnrichmentParameters').properties;
  return { enrichment: { arn, template: parseInputTemplate(template) } };
}

function parseAge(stream: PropertyReader): number {
  const seconds = stream.integer('MaximumRecordAgeInSeconds', RANGES.MaximumRecordAgeInSeconds);
  if (seconds !== -1 && seconds < AGE_SECONDS_MIN)
    throw stream.invalid(`MaximumRecordAgeInSeconds is ${seconds}; it must be -1 or at least ${AGE_SECONDS_MIN}`);
  return seconds;
}

function parseDeadLetter(stream: PropertyReader): string | undefined {
  if (stream.properties.DeadLetterConfig === undefined) return undefined;
  const arn = stream.object('DeadLetterConfig').string('Arn');
  if (/^arn:aws:sns:/.test(arn)) throw notEmulated(stream.subject, `the dead-letter topic ${arn}`, 'use a queue');
  if (!/^arn:aws:sqs:/.test(arn) || arn.endsWith('.fifo'))
    throw stream.invalid(`DeadLetterConfig: ${arn} is not a standard SQS queue or a standard SNS topic`);
  return arn;
}

function invalid(subject: string, reason: string): AwsError {
  return new AwsError('ValidationException', `${subject}: ${reason}.`);
}
