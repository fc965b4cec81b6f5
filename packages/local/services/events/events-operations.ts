// The emulated operations of EventBridge, with the permission that each one needs: events, and reading and repairing a connection.
import { AwsError } from '../../errors.ts';
import type { Input, JsonApi, Operation, Permission } from '../../protocol/aws-json.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { describeCredentials } from './connection-authorization.ts';
import type { EventRules } from './event-rules.ts';
import type { Connection } from './eventbridge-connection.ts';
import type { EventBridge } from './events-service.ts';
import { putEvents } from './put-events.ts';

const SECOND = 1_000;

/** The EventBridge API, in AWS's JSON protocol. */
export function eventsApi(events: EventBridge, rules: EventRules): JsonApi {
  return {
    targets: ['AWSEvents'],
    version: '1.1',
    acceptsEmptyBody: true,
    operations: { ...eventsOperations(events), PutEvents: putEvents(rules) },
  };
}

/**
 * Every operation by its name. The permissions are those of AWS's Service Authorization Reference, "Actions, resources, and
 * condition keys for Amazon EventBridge": the ARNs in policies have no UUID at their end (CloudFormation's attribute
 * `ArnForPolicy`).
 */
function eventsOperations(events: EventBridge): Readonly<Record<string, Operation>> {
  return {
    UpdateConnection: {
      permissions: (input) => [
        ...onConnection('events:UpdateConnection')(input),
        ...(input.AuthParameters === undefined ? [] : onSecret(events, input.Name)),
      ],
      async run(input) {
        const { AuthorizationType, AuthParameters, Description } = input;
        const description = Description === undefined ? undefined : String(Description);
        return summary(await events.update(nameIn(input), AuthorizationType, AuthParameters, description));
      },
    },

    DeauthorizeConnection: {
      permissions: onConnection('events:DeauthorizeConnection'),
      async run(input) {
        return summary(await events.deauthorize(nameIn(input)));
      },
    },

    DescribeConnection: {
      permissions: onConnection('events:DescribeConnection'),
      run(input) {
        const connection = events.connection(nameIn(input));
        const { credentials, stored } = connection;
        return {
          ...summary(connection),
          ...(stored.secretArn !== undefined && { SecretArn: stored.secretArn }),
          ...(stored.description !== undefined && { Description: stored.description }),
          ...(credentials && {
            AuthorizationType: credentials.authorization.type,
            AuthParameters: describeCredentials(credentials),
          }),
        };
      },
    },

    ListConnections: {
      permissions: () => [{ action: 'events:ListConnections', resource: '*' }],
      run(input) {
        const prefix = String(input.NamePrefix ?? '');
        return { Connections: events.connections.filter(({ name }) => name.startsWith(prefix)).map(summary) };
      },
    },

    DescribeApiDestination: {
      permissions: onApiDestination('events:DescribeApiDestination'),
      run(input) {
        const destination = events.destination(nameIn(input));
        if (!destination)
          throw new AwsError('ResourceNotFoundException', `ApiDestination ${nameIn(input)} does not exist.`);
        const { endpoint, method, perSecond } = destination.settings;
        return {
          Name: destination.name,
          ApiDestinationArn: destination.arn,
          ApiDestinationState: events.state(destination),
          ConnectionArn: destination.connection.arn,
          InvocationEndpoint: endpoint,
          HttpMethod: method,
          InvocationRateLimitPerSecond: perSecond,
        };
      },
    },
  };
}

function onConnection(action: string) {
  return ({ Name }: Input): Permission[] => [{ action, resource: arnForPolicy('connection', Name) }];
}

/**
 * EventBridge stores the credentials with the permissions of the caller. Which ones it needs is documented by its managed policy
 * AmazonEventBridgeFullAccess, statement SecretsManagerAccessForApiDestinations: to create a secret if the connection has none, else to
 * change it. A secret that does not exist yet matches policies by the name that it will have.
 */
function onSecret(events: EventBridge, name: unknown): Permission[] {
  const secretArn = events.connections.find((connection) => connection.name === name)?.stored.secretArn;
  if (secretArn === undefined) {
    const resource = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:events!connection/${String(name)}/new`;
    return [{ action: 'secretsmanager:CreateSecret', resource }];
  }
  const actions = ['GetSecretValue', 'PutSecretValue', 'UpdateSecret'];
  return actions.map((action) => ({ action: `secretsmanager:${action}`, resource: secretArn }));
}

function onApiDestination(action: string) {
  return ({ Name }: Input): Permission[] => [{ action, resource: arnForPolicy('api-destination', Name) }];
}

function arnForPolicy(type: string, name: unknown): string {
  return `arn:aws:events:${REGION}:${ACCOUNT}:${type}/${String(name)}`;
}

function summary(connection: Connection): Readonly<Record<string, unknown>> {
  const { state, reason, createdAt, modifiedAt, authorizedAt } = connection.stored;
  return {
    ConnectionArn: connection.arn,
    Name: connection.name,
    ConnectionState: state,
    ...(reason && { StateReason: reason }),
    CreationTime: createdAt / SECOND,
    LastModifiedTime: modifiedAt / SECOND,
    LastAuthorizedTime: authorizedAt / SECOND,
  };
}

function nameIn(input: Input): string {
  const name = input.Name;
  if (typeof name !== 'string') throw new AwsError('ValidationException', 'Name is missing.');
  return name;
}
