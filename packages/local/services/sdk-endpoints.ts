// Where AWS's SDKs reach the services: JSON APIs at their hosts of AWS, and the addresses that a function finds.
import type { Endpoints } from '../http/endpoints.ts';
import { type Authorize, awsJsonHandler } from '../protocol/aws-json.ts';
import { type IdentityPools, identityPoolsApi } from './cognito-identity/index.ts';
import { type DynamoDb, dynamoDbApi } from './dynamodb/index.ts';
import { type EventBridge, type EventRules, eventsApi } from './events/index.ts';
import { REGION } from './resource-ids.ts';
import { type SecretStore, secretsManagerApi } from './secretsmanager/index.ts';
import { type Sqs, sqsApi } from './sqs/index.ts';
import { type ParameterStore, ssmApi } from './ssm/index.ts';

/** The services with a JSON API of their own host; a user pool's is served at the host of its keys. */
type SdkServices = {
  dynamodb: DynamoDb;
  sqs: Sqs;
  events: EventBridge;
  rules: EventRules;
  parameters: ParameterStore;
  secrets: SecretStore;
  identityPools: IdentityPools;
};

/** Serves the APIs of the services, each at its host of AWS and under `/_aws/NAME` of this machine's address. */
export function serveSdks(services: SdkServices, endpoints: Endpoints, authorize: Authorize): void {
  const { dynamodb, sqs, events, rules, parameters, secrets, identityPools } = services;
  const apis = {
    dynamodb: dynamoDbApi(dynamodb),
    sqs: sqsApi(sqs),
    events: eventsApi(events, rules),
    'cognito-identity': identityPoolsApi(identityPools),
    secretsmanager: secretsManagerApi(secrets),
    ssm: ssmApi(parameters),
  };
  for (const [name, api] of Object.entries(apis))
    endpoints.add({
      host: `${name}.${REGION}.amazonaws.com`,
      base: `/_aws/${name}`,
      internal: true,
      // A browser asks for the credentials of a guest or of a user, and signs nothing.
      ...(name === 'cognito-identity' && { reach: 'unsigned' as const }),
      handle: awsJsonHandler(api, authorize),
    });
}

/** The environment variables by which an SDK inside a function finds them (AWS SDKs reference guide, service-specific endpoints). */
export function sdkEnvironment({ origin }: Pick<Endpoints, 'origin'>): Record<string, string> {
  const addressOf = (name: string) => `${origin}/_aws/${name}`;
  return {
    AWS_ENDPOINT_URL_DYNAMODB: addressOf('dynamodb'),
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: addressOf('dynamodb'),
    AWS_ENDPOINT_URL_S3: addressOf('s3'),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: addressOf('secretsmanager'),
    AWS_ENDPOINT_URL_SSM: addressOf('ssm'),
    AWS_ENDPOINT_URL_LAMBDA: addressOf('lambda'),
    AWS_ENDPOINT_URL_SQS: addressOf('sqs'),
    AWS_ENDPOINT_URL_EVENTBRIDGE: addressOf('events'),
    AWS_ENDPOINT_URL_APPSYNC: addressOf('appsync'),
    AWS_ENDPOINT_URL_COGNITO_IDENTITY: addressOf('cognito-identity'),
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: addressOf('cognito-idp'),
  };
}
