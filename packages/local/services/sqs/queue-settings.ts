// The settings of a queue, parsed from its template properties with SQS's limits and defaults.
import { AwsError } from '../../errors.ts';
import { notEmulated, type Properties } from '../../template/properties.ts';

export type RedrivePolicy = { deadLetterTargetArn: string; maxReceiveCount: number };

/** The attributes of a queue, with SQS's names: times in seconds, sizes in bytes. */
export type QueueSettings = {
  DelaySeconds: number;
  MaximumMessageSize: number;
  MessageRetentionPeriod: number;
  ReceiveMessageWaitTimeSeconds: number;
  VisibilityTimeout: number;
  RedrivePolicy?: RedrivePolicy;
};

type NumericAttribute = Exclude<keyof QueueSettings, 'RedrivePolicy'>;

// Source: SQS API reference, SetQueueAttributes; 1 MiB since August 2025.
const RANGES: Record<NumericAttribute, { from: number; to: number; fallback: number }> = {
  DelaySeconds: { from: 0, to: 900, fallback: 0 },
  MaximumMessageSize: { from: 1_024, to: 1_048_576, fallback: 1_048_576 },
  MessageRetentionPeriod: { from: 60, to: 1_209_600, fallback: 345_600 },
  ReceiveMessageWaitTimeSeconds: { from: 0, to: 20, fallback: 0 },
  VisibilityTimeout: { from: 0, to: 43_200, fallback: 30 },
};

/** Parses a queue's properties; rejects values that SQS rejects, and queues that are not emulated. */
export function parseQueueSettings(logicalId: string, properties: Properties): QueueSettings {
  const { FifoQueue, QueueName } = properties;
  if (String(FifoQueue) === 'true' || String(QueueName ?? '').endsWith('.fifo'))
    throw notEmulated(logicalId, 'a FIFO queue', 'use a standard queue');
  const parse = (name: NumericAttribute) => parseNumber(name, properties[name]);
  const settings: QueueSettings = {
    DelaySeconds: parse('DelaySeconds'),
    MaximumMessageSize: parse('MaximumMessageSize'),
    MessageRetentionPeriod: parse('MessageRetentionPeriod'),
    ReceiveMessageWaitTimeSeconds: parse('ReceiveMessageWaitTimeSeconds'),
    VisibilityTimeout: parse('VisibilityTimeout'),
  };
  if (properties.RedrivePolicy !== undefined) settings.RedrivePolicy = parseRedrive(properties.RedrivePolicy);
  return settings;
}

/** Parses a numeric attribute within SQS's limits; an absent one has its default. */
export function parseNumber(name: NumericAttribute, value: unknown, fallback = RANGES[name].fallback): number {
  if (value === undefined) return fallback;
  const { from, to } = RANGES[name];
  const number = Number(value);
  if (!Number.isInteger(number) || number < from || number > to)
    throw new AwsError('InvalidAttributeValue', `${name} must be a whole number from ${from} to ${to}.`);
  return number;
}

function parseRedrive(input: unknown): RedrivePolicy {
  const policy = (typeof input === 'string' ? parseJson(input) : input) as Record<string, unknown> | null;
  const deadLetterTargetArn = policy?.deadLetterTargetArn;
  const maxReceiveCount = Number(policy?.maxReceiveCount);
  // Source: SQS developer guide, dead-letter queues: 1 to 1,000 receives.
  if (
    typeof deadLetterTargetArn !== 'string' ||
    !Number.isInteger(maxReceiveCount) ||
    maxReceiveCount < 1 ||
    maxReceiveCount > 1_000
  )
    throw new AwsError(
      'InvalidAttributeValue',
      'RedrivePolicy must have a deadLetterTargetArn and a maxReceiveCount from 1 to 1000.',
    );
  return { deadLetterTargetArn, maxReceiveCount };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('InvalidAttributeValue', 'RedrivePolicy is not valid JSON.');
  }
}
