// Delivery from the log to AppSync: the stream, the pipe, its API destination, and its dead-letter queue.
import { Duration, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import { ApiDestination, Authorization, Connection, HttpMethod } from 'aws-cdk-lib/aws-events';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { API_KEY_HEADER, CONNECTION_DESCRIPTION } from '../environment.ts';
import type { Events } from './events.construct.ts';
import { pipeRole } from './pipe-role.ts';
import type { Tables } from './tables.construct.ts';

export type DeliveryProps = {
  tables: Tables;
  events: Events;
  /** Whether the pipe's log contains the messages. For the analysis of a fault only. */
  logExecutionData: boolean;
  /** The rate limit of the destination; one entry is one call. */
  callsPerSecond: number;
};

/** Lanes of the pipe: AWS allows 10. A channel keeps its order, as all its entries have one partition key and use one lane. */
const LANES = 10;

/** Only age ends the retries of an entry: AWS does not publish a pipe's delays, so a number of retries would mean nothing. */
const RETRIES_WITHOUT_LIMIT = -1;

/**
 * How old an entry may be at its last retry; then it is moved to the dead-letter queue, and its channel continues. So the target
 * may be unavailable for a quarter of an hour, including a rotation of its key, and an entry that the target always rejects blocks
 * its lane no longer than this. Well below the stream's 24 hours, within which a dead letter can be redriven.
 */
const AGE_MAX = Duration.minutes(20);

/** AWS's rate of one destination, unless an account's quota L-755FD01C was raised: EventBridge User Guide, quotas. */
export const CALLS_PER_SECOND = 300;

/**
 * The request of the pipe, on the path of the epoch of the entry. `payload` is base64, so that no character of a message can end
 * the JSON string: Pipes does not escape the values that it copies (EventBridge User Guide, input transformation).
 */
const INPUT_TEMPLATE =
  '{"channel":"serverlesschat/channels/<$.dynamodb.NewImage.path.S>","events":["\\"<$.dynamodb.NewImage.payload.S>\\""]}';

/** The pipe from the log's stream to AppSync. */
export class Delivery extends Construct {
  readonly pipe: CfnPipe;
  readonly deadLetters: Queue;
  readonly connection: Connection;

  constructor(scope: Construct, id: string, { tables, events, logExecutionData, callsPerSecond }: DeliveryProps) {
    super(scope, id);
    const stream = tables.log.tableStreamArn;
    if (!stream) throw new Error('The log table has no stream.');
    this.connection = this.#connection(events);
    const destination = this.#destination(events, callsPerSecond);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    const logs = new LogGroup(this, 'Logs', {
      // The prefix keeps the account's resource policy for log delivery short: EventBridge User Guide, Pipes logs.
      logGroupName: `/aws/vendedlogs/pipes/${Stack.of(this).stackName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = pipeRole(this, stream, destination);
    this.deadLetters.grant(role, 'sqs:SendMessage');
    logs.grantWrite(role);

    this.pipe = new CfnPipe(this, 'Pipe', {
      roleArn: role.roleArn,
      source: stream,
      sourceParameters: {
        filterCriteria: { filters: [{ pattern: JSON.stringify({ eventName: ['INSERT'] }) }] },
        dynamoDbStreamParameters: {
          // The oldest record: messages that are posted while the pipe starts must not be missed.
          startingPosition: 'TRIM_HORIZON',
          batchSize: 1,
          parallelizationFactor: LANES,
          maximumRetryAttempts: RETRIES_WITHOUT_LIMIT,
          maximumRecordAgeInSeconds: AGE_MAX.toSeconds(),
          deadLetterConfig: { arn: this.deadLetters.queueArn },
        },
      },
      target: destination.apiDestinationArn,
      targetParameters: { inputTemplate: INPUT_TEMPLATE },
      logConfiguration: {
        level: logExecutionData ? 'TRACE' : 'ERROR',
        cloudwatchLogsLogDestination: { logGroupArn: logs.logGroupArn },
        ...(logExecutionData && { includeExecutionData: ['ALL'] }),
      },
    });
    // A pipe tests its permissions when it is created, so they must exist: aws/aws-cdk#31211.
    this.pipe.node.addDependency(role);
  }

  #connection(events: Events): Connection {
    return new Connection(this, 'Connection', {
      description: CONNECTION_DESCRIPTION,
      // A reference to the key: the template contains no secret, and EventBridge stores the value in Secrets Manager.
      authorization: Authorization.apiKey(API_KEY_HEADER, SecretValue.unsafePlainText(events.pipeKey.attrApiKey)),
    });
  }

  #destination(events: Events, callsPerSecond: number): ApiDestination {
    return new ApiDestination(this, 'Destination', {
      connection: this.connection,
      endpoint: events.http,
      httpMethod: HttpMethod.POST,
      rateLimitPerSecond: callsPerSecond,
    });
  }
}
