// From the log to everybody: the stream, the pipe, its API destination, and where it puts what it could not deliver.
import { Duration, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import { ApiDestination, Authorization, Connection, HttpMethod } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { API_KEY_HEADER, CONNECTION_DESCRIPTION } from '../environment.ts';
import type { Events } from './events.construct.ts';
import type { Tables } from './tables.construct.ts';

export type DeliveryProps = {
  tables: Tables;
  events: Events;
  /** Whether the pipe's log shows what people say. For looking into a fault, then off again. */
  logExecutionData: boolean;
  /** How often in a second AppSync may be called; one entry is one call. */
  callsPerSecond: number;
};

/** Lanes of the pipe: AWS allows 10. A channel keeps its order, as one partition key always takes one lane. */
const LANES = 10;

/** Time alone ends the tries of an entry: AWS does not publish how long a pipe waits between two, so a number says nothing. */
const RETRIES_WITHOUT_LIMIT = -1;

/**
 * How old an entry may be when it is tried once more; then it goes to the dead-letter queue, and its channel goes on. So a
 * target may be out of order for a quarter of an hour, its key's repair included, and one entry that the target never takes
 * holds its lane no longer than this. Well under the stream's 24 hours, in which the dead letter can be redriven.
 */
const AGE_MAX = Duration.minutes(20);

/** AWS's rate of one destination, unless an account's quota L-755FD01C was raised: EventBridge User Guide, quotas. */
export const CALLS_PER_SECOND = 300;

/**
 * What the pipe sends, on the path of the epoch in which it was said. `wire` is base64, so that no character of a message can leave its JSON string: Pipes does not escape
 * what it copies (EventBridge User Guide, input transformation).
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
    if (!stream) throw new Error('The log has no stream.');
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
    const role = this.#role(stream, destination);
    this.deadLetters.grant(role, 'sqs:SendMessage');
    logs.grantWrite(role);

    this.pipe = new CfnPipe(this, 'Pipe', {
      roleArn: role.roleArn,
      source: stream,
      sourceParameters: {
        filterCriteria: { filters: [{ pattern: JSON.stringify({ eventName: ['INSERT'] }) }] },
        dynamoDbStreamParameters: {
          // From the oldest record: what is said while the pipe wakes up must not be missed.
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
    // Pipes tries its permissions when it is created, so they must be there: aws/aws-cdk#31211.
    this.pipe.node.addDependency(role);
  }

  #connection(events: Events): Connection {
    return new Connection(this, 'Connection', {
      description: CONNECTION_DESCRIPTION,
      // A reference to the key: the template holds no secret, and EventBridge keeps the value in Secrets Manager.
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

  #role(stream: string, destination: ApiDestination): Role {
    const { account } = Stack.of(this);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    const allow = (actions: string[], resources: string[]) =>
      role.addToPolicy(new PolicyStatement({ actions, resources }));
    allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [stream]);
    // ListStreams takes no resource: Service Authorization Reference, DynamoDB.
    allow(['dynamodb:ListStreams'], ['*']);
    allow(['events:InvokeApiDestination'], [destination.apiDestinationArn]);
    return role;
  }
}
