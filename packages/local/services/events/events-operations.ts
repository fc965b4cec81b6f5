// The operations of EventBridge that the engine answers: looking at a connection, and repairing it.
import { AwsError } from '../../errors.ts';
import type { Input, Operation } from '../sqs/aws-json.ts';
import { described } from './connection-authorization.ts';
import type { Connection } from './eventbridge-connection.ts';
import type { Events } from './events-service.ts';

const SECOND = 1_000;

/** Every operation by its name. */
export function eventsOperations(events: Events): Readonly<Record<string, Operation>> {
  return {
    async UpdateConnection(input) {
      const { AuthorizationType, AuthParameters, Description } = input;
      const description = Description === undefined ? undefined : String(Description);
      return summary(await events.update(nameIn(input), AuthorizationType, AuthParameters, description));
    },

    async DeauthorizeConnection(input) {
      return summary(await events.deauthorize(nameIn(input)));
    },

    DescribeConnection(input) {
      const connection = events.connection(nameIn(input));
      const { credentials, kept } = connection;
      return {
        ...summary(connection),
        ...(kept.description !== undefined && { Description: kept.description }),
        ...(credentials && {
          AuthorizationType: credentials.authorization.type,
          AuthParameters: described(credentials),
        }),
      };
    },

    ListConnections(input) {
      const prefix = String(input.NamePrefix ?? '');
      return { Connections: events.connections.filter(({ name }) => name.startsWith(prefix)).map(summary) };
    },

    DescribeApiDestination(input) {
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
  };
}

function summary(connection: Connection): Readonly<Record<string, unknown>> {
  const { state, reason, createdAt, modifiedAt, authorizedAt } = connection.kept;
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
  if (typeof name !== 'string') throw new AwsError('ValidationException', 'Name is needed.');
  return name;
}
