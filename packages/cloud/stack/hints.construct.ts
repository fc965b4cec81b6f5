// Hints: the stream of the chat table, and the pipe that publishes its changes for a user on the path of that user.
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ApiDestination, type Connection, HttpMethod } from 'aws-cdk-lib/aws-events';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Construct } from 'constructs';
import { CALLS_PER_SECOND } from './delivery.construct.ts';
import type { Events } from './events.construct.ts';
import { pipeRole } from './pipe-role.ts';
import type { Tables } from './tables.construct.ts';

export type HintsProps = { tables: Tables; events: Events; connection: Connection };

/** The partition key of the chat table is the user, so the hints of one user use one lane. */
const LANES = 10;

/** The least that a pipe allows: an older hint is of no use, as a page syncs when it connects again. */
const AGE_MAX = Duration.seconds(60);

/** Only rows with this attribute concern a user's pages: packages/cloud/db/hint-path.ts. Records that do not match cost nothing. */
const FILTER = {
  eventName: ['INSERT', 'MODIFY'],
  dynamodb: { NewImage: { hintPath: { S: [{ exists: true }] } } },
};

/** The path is made by the functions of letters, digits, hyphens and a slash, and the sort key of the names of channels. */
const INPUT_TEMPLATE =
  '{"channel":"signals/<$.dynamodb.NewImage.hintPath.S>","events":["{\\"row\\":\\"<$.dynamodb.Keys.sk.S>\\"}"]}';

/**
 * The pipe of hints. It has no dead-letter queue: a hint that is lost is found by the next sync. With a destination of its own, so that
 * a flood of mentions does not use the rate of the messages.
 */
export class Hints extends Construct {
  readonly pipe: CfnPipe;

  constructor(scope: Construct, id: string, { tables, events, connection }: HintsProps) {
    super(scope, id);
    const stream = tables.chat.tableStreamArn;
    if (!stream) throw new Error('The chat table has no stream.');
    const destination = new ApiDestination(this, 'Destination', {
      connection,
      endpoint: events.http,
      httpMethod: HttpMethod.POST,
      rateLimitPerSecond: CALLS_PER_SECOND,
    });
    const logs = new LogGroup(this, 'Logs', {
      // The prefix keeps the account's resource policy for log delivery short: EventBridge User Guide, Pipes logs.
      logGroupName: `/aws/vendedlogs/pipes/${Stack.of(this).stackName}-hints`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = pipeRole(this, stream, destination);
    logs.grantWrite(role);
    this.pipe = new CfnPipe(this, 'Pipe', {
      roleArn: role.roleArn,
      source: stream,
      sourceParameters: {
        filterCriteria: { filters: [{ pattern: JSON.stringify(FILTER) }] },
        dynamoDbStreamParameters: {
          startingPosition: 'LATEST',
          batchSize: 1,
          parallelizationFactor: LANES,
          maximumRetryAttempts: -1,
          maximumRecordAgeInSeconds: AGE_MAX.toSeconds(),
        },
      },
      target: destination.apiDestinationArn,
      targetParameters: { inputTemplate: INPUT_TEMPLATE },
      logConfiguration: { level: 'ERROR', cloudwatchLogsLogDestination: { logGroupArn: logs.logGroupArn } },
    });
    // A pipe tests its permissions when it is created, so they must exist: aws/aws-cdk#31211.
    this.pipe.node.addDependency(role);
  }
}
