// The settings of an event source mapping from a DynamoDB stream, parsed with the limits of the Lambda API.
import { AwsError } from '../../../errors.ts';
import { type IntegerRange, notEmulated, type Properties, PropertyReader } from '../../../template/properties.ts';
import { parseRecordFilter, type RecordFilter, type RetryLimits } from '../../pipes/index.ts';

/** The settings of one mapping. */
export type EventSourceSettings = {
  id: string;
  functionName: string;
  source: string;
  enabled: boolean;
  startingPosition: 'LATEST' | 'TRIM_HORIZON';
  batchSize: number;
  windowMs: number;
  lanes: number;
  limits: RetryLimits;
  bisects: boolean;
  reportsFailures: boolean;
  onFailureArn?: string;
  filter: RecordFilter;
};

// Source: Lambda API reference, CreateEventSourceMapping; -1 means without limit.
const RANGES = {
  BatchSize: { from: 1, to: 10_000, fallback: 100 },
  MaximumBatchingWindowInSeconds: { from: 0, to: 300, fallback: 0 },
  ParallelizationFactor: { from: 1, to: 10, fallback: 1 },
  MaximumRetryAttempts: { from: -1, to: 10_000, fallback: -1 },
  MaximumRecordAgeInSeconds: { from: -1, to: 604_800, fallback: -1 },
} as const satisfies Record<string, IntegerRange>;
const AGE_SECONDS_MIN = 60;

/** Properties of other sources, and those that change what is invoked. */
const NOT_EMULATED = [
  'AmazonManagedKafkaEventSourceConfig',
  'DocumentDBEventSourceConfig',
  'KmsKeyArn',
  'LoggingConfig',
  'MetricsConfig',
  'ProvisionedPollerConfig',
  'Queues',
  'ScalingConfig',
  'SelfManagedEventSource',
  'SelfManagedKafkaEventSourceConfig',
  'SourceAccessConfigurations',
  'StartingPositionTimestamp',
  'Topics',
];

/** Parses the properties of an `AWS::Lambda::EventSourceMapping`. */
export function parseEventSource(id: string, subject: string, properties: Properties): EventSourceSettings {
  const mapping = new PropertyReader(properties, subject, invalidParameter);
  mapping.rejectNotEmulated(NOT_EMULATED);
  const source = mapping.string('EventSourceArn');
  if (!/^arn:aws:dynamodb:[^:]*:\d*:table\/[^/]+\/stream\/.+$/.test(source))
    throw notEmulated(subject, `the event source ${source}`, 'use a DynamoDB stream or a standard queue');
  if (Number(properties.TumblingWindowInSeconds ?? 0) !== 0) throw notEmulated(subject, 'TumblingWindowInSeconds');
  const number = (field: keyof typeof RANGES) => mapping.integer(field, RANGES[field]);
  const ageSeconds = number('MaximumRecordAgeInSeconds');
  if (ageSeconds !== -1 && ageSeconds < AGE_SECONDS_MIN)
    throw mapping.invalid(`MaximumRecordAgeInSeconds is ${ageSeconds}; it must be -1 or at least ${AGE_SECONDS_MIN}`);
  const onFailureArn = parseOnFailure(mapping);
  return {
    id,
    functionName: mapping.string('FunctionName'),
    source,
    enabled: String(properties.Enabled ?? true) === 'true',
    startingPosition: mapping.oneOf('StartingPosition', ['LATEST', 'TRIM_HORIZON']),
    batchSize: number('BatchSize'),
    windowMs: number('MaximumBatchingWindowInSeconds') * 1_000,
    lanes: number('ParallelizationFactor'),
    limits: { attempts: number('MaximumRetryAttempts'), ageSeconds },
    bisects: String(properties.BisectBatchOnFunctionError ?? false) === 'true',
    reportsFailures: parseResponseTypes(mapping),
    ...(onFailureArn !== undefined && { onFailureArn }),
    filter: parseRecordFilter(mapping.optionalObject('FilterCriteria').properties.Filters),
  };
}

/** Whether the function reports the records that failed. */
export function parseResponseTypes(mapping: PropertyReader): boolean {
  const types = mapping.strings('FunctionResponseTypes');
  const unknown = types.find((type) => type !== 'ReportBatchItemFailures');
  if (unknown !== undefined) throw mapping.invalid(`FunctionResponseTypes has no ${unknown}`);
  return types.length > 0;
}

function parseOnFailure(mapping: PropertyReader): string | undefined {
  const config = mapping.optionalObject('DestinationConfig');
  if (config.properties.OnFailure === undefined) return undefined;
  const arn = config.object('OnFailure').string('Destination');
  if (!/^arn:aws:sqs:/.test(arn)) throw notEmulated(mapping.subject, `the destination ${arn}`, 'use a queue');
  return arn;
}

/** The error for an invalid property. */
export function invalidParameter(subject: string, reason: string): AwsError {
  return new AwsError('InvalidParameterValueException', `${subject}: ${reason}.`);
}
