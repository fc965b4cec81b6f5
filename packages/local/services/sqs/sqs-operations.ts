// The emulated operations of SQS, with the permission that each one needs.
import { AwsError } from '../../errors.ts';
import type { Input, JsonApi, Operation, Permission } from '../../protocol/aws-json.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { type Message, md5, type Queue } from './queue.ts';
import { parseNumber } from './queue-settings.ts';
import type { Sqs } from './sqs-service.ts';

// Source: SQS API reference, ReceiveMessage.
const RECEIVE_MESSAGES_MAX = 10;
const SECOND = 1_000;

/** The SQS API, in AWS's JSON protocol. */
export function sqsApi(sqs: Sqs): JsonApi {
  return {
    targets: ['AmazonSQS'],
    version: '1.0',
    acceptsEmptyBody: true,
    operations: sqsOperations(sqs),
    errorType: (name) => `com.amazonaws.sqs#${name}`,
    errorHeaders: (name) => ({ 'x-amzn-query-error': `${QUERY_NAMES[name] ?? name};Sender` }),
    accessError,
  };
}

/**
 * Every operation by its name. The permissions are those of AWS's Service Authorization Reference, "Actions, resources, and
 * condition keys for Amazon SQS".
 */
function sqsOperations(sqs: Sqs): Readonly<Record<string, Operation>> {
  const queueOf = (input: Input) => sqs.byUrl(input.QueueUrl);
  return {
    SendMessage: {
      permissions: onQueue('sqs:SendMessage'),
      async run(input) {
        const queue = queueOf(input);
        const delay = parseNumber('DelaySeconds', input.DelaySeconds, queue.settings.DelaySeconds);
        const message = await queue.send(text(input, 'MessageBody'), parseAttributes(input.MessageAttributes), delay);
        return { MessageId: message.id, MD5OfMessageBody: md5(message.body) };
      },
    },

    ReceiveMessage: {
      permissions: onQueue('sqs:ReceiveMessage'),
      async run(input, { closed }) {
        const queue = queueOf(input);
        const most = Number(input.MaxNumberOfMessages ?? 1);
        if (!Number.isInteger(most) || most < 1 || most > RECEIVE_MESSAGES_MAX)
          throw new AwsError(
            'InvalidParameterValue',
            `MaxNumberOfMessages must be a whole number from 1 to ${RECEIVE_MESSAGES_MAX}.`,
          );
        const { VisibilityTimeout, ReceiveMessageWaitTimeSeconds } = queue.settings;
        const hiddenSeconds = parseNumber('VisibilityTimeout', input.VisibilityTimeout, VisibilityTimeout);
        const wait = parseNumber('ReceiveMessageWaitTimeSeconds', input.WaitTimeSeconds, ReceiveMessageWaitTimeSeconds);
        const messages = await sqs.receive(queue, { most, hiddenSeconds, waitMs: wait * SECOND, signal: closed() });
        // SQS omits an empty list (ReceiveMessage, JSON protocol).
        return messages.length > 0 ? { Messages: messages.map((message) => describeMessage(message, input)) } : {};
      },
    },

    DeleteMessage: {
      permissions: onQueue('sqs:DeleteMessage'),
      async run(input) {
        await queueOf(input).delete(text(input, 'ReceiptHandle'));
      },
    },

    ChangeMessageVisibility: {
      permissions: onQueue('sqs:ChangeMessageVisibility'),
      async run(input) {
        if (input.VisibilityTimeout === undefined) throw missing('VisibilityTimeout');
        const hiddenSeconds = parseNumber('VisibilityTimeout', input.VisibilityTimeout);
        await queueOf(input).changeVisibility(text(input, 'ReceiptHandle'), hiddenSeconds);
      },
    },

    GetQueueAttributes: {
      permissions: onQueue('sqs:GetQueueAttributes'),
      run(input) {
        const all = describeQueue(queueOf(input));
        const requested = stringsIn(input.AttributeNames);
        return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => matchesAny(requested, name))) };
      },
    },

    GetQueueUrl: {
      permissions: onQueue('sqs:GetQueueUrl'),
      run(input) {
        return { QueueUrl: sqs.byUrl(text(input, 'QueueName')).url };
      },
    },

    ListQueues: {
      permissions: () => [{ action: 'sqs:ListQueues', resource: '*' }],
      run(input) {
        const prefix = String(input.QueueNamePrefix ?? '');
        const urls = sqs.queues.filter(({ name }) => name.startsWith(prefix)).map(({ url }) => url);
        return urls.length > 0 ? { QueueUrls: urls } : {};
      },
    },

    PurgeQueue: {
      permissions: onQueue('sqs:PurgeQueue'),
      async run(input) {
        await queueOf(input).purge();
      },
    },
  };
}

function onQueue(action: string) {
  return ({ QueueUrl, QueueName }: Input): Permission[] => {
    const name = String(QueueUrl ?? QueueName ?? '')
      .split('/')
      .at(-1);
    return [{ action, resource: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}` }];
  };
}

// Source: SQS developer guide, JSON error response structure.
const QUERY_NAMES: Readonly<Record<string, string>> = { QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue' };

/** SQS names actions in lower case and keeps the error of its old protocol: github.com/aws/serverless-application-model/issues/3633. */
function accessError({ type, message }: AwsError): AwsError {
  const words = message.replaceAll(/\bsqs:\w+/g, (action) => action.toLowerCase());
  return new AwsError(ACCESS_ERRORS[type] ?? type, words, 403);
}

const ACCESS_ERRORS: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
  IncompleteSignatureException: 'IncompleteSignature',
};

function describeQueue(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts();
  const { RedrivePolicy, ...numbers } = queue.settings;
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / SECOND)),
    LastModifiedTimestamp: String(Math.floor(queue.createdAt / SECOND)),
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
    ...(RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {}),
  };
}

function describeMessage(message: Message, input: Input): Record<string, unknown> {
  const system: Record<string, string> = {
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  };
  // `AttributeNames` is the older name of `MessageSystemAttributeNames` (ReceiveMessage).
  const requested = [...stringsIn(input.MessageSystemAttributeNames), ...stringsIn(input.AttributeNames)];
  const requestedOwn = stringsIn(input.MessageAttributeNames);
  const attributes = pick(system, (name) => matchesAny(requested, name));
  const own = pick(message.attributes, (name) => matchesAny(requestedOwn, name));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(attributes && { Attributes: attributes }),
    ...(own && { MessageAttributes: own }),
  };
}

function pick(from: Readonly<Record<string, unknown>>, matches: (name: string) => boolean): object | undefined {
  const entries = Object.entries(from).filter(([name]) => matches(name));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** Names may be `All`, or end in `.*` (ReceiveMessage, MessageAttributeNames). */
function matchesAny(requested: readonly string[], name: string): boolean {
  return requested.some(
    (one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -1))) || one === '.*',
  );
}

function parseAttributes(input: unknown): Readonly<Record<string, unknown>> {
  if (input === undefined) return {};
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new AwsError('InvalidParameterValue', 'MessageAttributes must be an object.');
  return input as Readonly<Record<string, unknown>>;
}

function stringsIn(input: unknown): string[] {
  return Array.isArray(input) ? input.filter((one) => typeof one === 'string') : [];
}

function text(input: Input, name: string): string {
  const value = input[name];
  if (typeof value !== 'string') throw missing(name);
  return value;
}

function missing(name: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
}
