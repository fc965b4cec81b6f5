// Which permission an operation of SQS or EventBridge needs, and how SQS words a refusal.
import { AwsError } from '../../errors.ts';
import { ACCOUNT, REGION } from '../ids.ts';
import type { Need } from './caller.ts';

type Input = Readonly<Record<string, unknown>>;

/** What an operation of SQS needs. Service Authorization Reference, "Actions, resources, and condition keys for Amazon SQS". */
export function needsOfSqs(operation: string, { QueueUrl, QueueName }: Input): Need[] {
  const name = String(QueueUrl ?? QueueName ?? '')
    .split('/')
    .at(-1);
  const resource = operation === 'ListQueues' ? '*' : `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
  // A batch is many of its single operation; there is no permission for the batch itself.
  return [{ action: `sqs:${operation.replace(/Batch$/, '')}`, resource }];
}

/** SQS names actions in lower case and keeps the error of its old protocol: github.com/aws/serverless-application-model/issues/3633. */
export function refuseAsSqs({ type, message }: AwsError): { error: AwsError; headers: Record<string, string> } {
  const name = SQS_NAMES[type] ?? type;
  const words = message.replaceAll(/\bsqs:\w+/g, (action) => action.toLowerCase());
  return {
    error: new AwsError(`com.amazonaws.sqs#${name}`, words, 403),
    headers: { 'x-amzn-query-error': `${name};Sender` },
  };
}

const SQS_NAMES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
  IncompleteSignatureException: 'IncompleteSignature',
};

/** Finds the ARNs of EventBridge's resources by their names. */
export type EventsArns = {
  connection(name: string): { arn: string };
  destination(name: string): { arn: string } | undefined;
};

/** What an operation of EventBridge needs. Service Authorization Reference, "… for Amazon EventBridge". */
export function needsOfEvents(events: EventsArns): (operation: string, input: Input) => Need[] {
  return (operation, { Name }) => {
    const name = String(Name);
    const resource = operation.startsWith('List')
      ? '*'
      : operation.endsWith('ApiDestination')
        ? arnOr(() => events.destination(name)?.arn, `api-destination/${name}`)
        : arnOr(() => events.connection(name).arn, `connection/${name}`);
    return [{ action: `events:${operation}`, resource }];
  };
}

/** The ARN; when there is no such resource, the one that it would begin with. */
function arnOr(find: () => string | undefined, resource: string): string {
  const otherwise = `arn:aws:events:${REGION}:${ACCOUNT}:${resource}`;
  try {
    return find() ?? otherwise;
  } catch {
    return otherwise;
  }
}
