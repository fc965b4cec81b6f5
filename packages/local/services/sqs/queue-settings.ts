// What a queue is set to: read from the template, with SQS's limits and defaults.
import { AwsError } from '../../errors.ts';
import { notEmulated, type Properties } from '../../template/properties.ts';

export type RedrivePolicy = { deadLetterTargetArn: string; maxReceiveCount: number };

/** Times in seconds, sizes in bytes, under the names that SQS gives them. */
export type QueueSettings = {
  DelaySeconds: number;
  MaximumMessageSize: number;
  MessageRetentionPeriod: number;
  ReceiveMessageWaitTimeSeconds: number;
  VisibilityTimeout: number;
  RedrivePolicy?: RedrivePolicy;
};

type Numeric = Exclude<keyof QueueSettings, 'RedrivePolicy'>;

// Source: SQS API reference, SetQueueAttributes; 1 MiB since August 2025.
const RANGES: Record<Numeric, { from: number; to: number; without: number }> = {
  DelaySeconds: { from: 0, to: 900, without: 0 },
  MaximumMessageSize: { from: 1_024, to: 1_048_576, without: 1_048_576 },
  MessageRetentionPeriod: { from: 60, to: 1_209_600, without: 345_600 },
  ReceiveMessageWaitTimeSeconds: { from: 0, to: 20, without: 0 },
  VisibilityTimeout: { from: 0, to: 43_200, without: 30 },
};

/** Reads a queue's properties; refuses what SQS would refuse, and what is not emulated. */
export function parseSettings(logicalId: string, properties: Properties): QueueSettings {
  const { FifoQueue, QueueName } = properties;
  if (String(FifoQueue) === 'true' || String(QueueName ?? '').endsWith('.fifo'))
    throw notEmulated(logicalId, 'a FIFO queue', 'use a standard queue');
  const read = (name: Numeric) => inRange(name, properties[name]);
  const settings: QueueSettings = {
    DelaySeconds: read('DelaySeconds'),
    MaximumMessageSize: read('MaximumMessageSize'),
    MessageRetentionPeriod: read('MessageRetentionPeriod'),
    ReceiveMessageWaitTimeSeconds: read('ReceiveMessageWaitTimeSeconds'),
    VisibilityTimeout: read('VisibilityTimeout'),
  };
  if (properties.RedrivePolicy !== undefined) settings.RedrivePolicy = parseRedrive(properties.RedrivePolicy);
  return settings;
}

/** A whole number between SQS's limits for this attribute, or its default where none is given. */
export function inRange(name: Numeric, value: unknown, without = RANGES[name].without): number {
  if (value === undefined) return without;
  const { from, to } = RANGES[name];
  const number = Number(value);
  if (!Number.isInteger(number) || number < from || number > to)
    throw new AwsError('InvalidAttributeValue', `${name}: a whole number from ${from} to ${to} is needed.`);
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
      'RedrivePolicy: deadLetterTargetArn and a maxReceiveCount from 1 to 1000.',
    );
  return { deadLetterTargetArn, maxReceiveCount };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('InvalidAttributeValue', 'RedrivePolicy: not JSON.');
  }
}
