// Which permission an operation of SQS, EventBridge or Cognito needs, and how SQS words a refusal.
import { AwsError } from '../../errors.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
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

/**
 * What an operation of EventBridge needs. Service Authorization Reference, "… for Amazon EventBridge": the ARNs in policies
 * have no UUID at their end (CloudFormation's attribute `ArnForPolicy`).
 */
export function needsOfEvents(operation: string, { Name }: Input): Need[] {
  const kind = operation.endsWith('ApiDestination') ? 'api-destination' : 'connection';
  const resource = operation.startsWith('List') ? '*' : `arn:aws:events:${REGION}:${ACCOUNT}:${kind}/${String(Name)}`;
  return [{ action: `events:${operation}`, resource }];
}

/** What an operation of user pools needs. Service Authorization Reference, "… for Amazon Cognito User Pools". */
export function needsOfCognito(operation: string, { UserPoolId }: Input): Need[] {
  const resource = `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/${String(UserPoolId)}`;
  return [{ action: `cognito-idp:${operation}`, resource }];
}
