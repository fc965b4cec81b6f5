// Notifications while no page is open: the function that reads the log's stream and sends pushes, and the permissions of the private key.
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PAGE_ORIGIN, PUSH_KEY } from '../environment.ts';
import { Handler } from './handler.construct.ts';
import type { Tables } from './tables.construct.ts';

export type NotificationsProps = {
  tables: Tables;
  bundles: string;
  pageOrigin: string;
  /** The function that registers browsers. */
  registration: LambdaFunction;
};

/** How long a message waits before it notifies: a page that is open has told the server by then that it was read. */
const DELAY = Duration.seconds(5);

/** Only messages that may notify a user have this attribute: packages/cloud/db/notify-attribute.ts. Other records cost nothing. */
const FILTER = {
  eventName: ['INSERT'],
  dynamodb: { NewImage: { notify: { S: [{ exists: true }] } } },
};

/** Messages of one invocation. */
const BATCH = 25;

/** Longer than the pushes of a batch take; a batch that is not finished is continued by the next invocation. */
const TIMEOUT = Duration.seconds(60);

/** What a notification is worth after this time is less than what its retries cost. */
const AGE_MAX = Duration.minutes(10);
const RETRIES = 5;

/**
 * Reads the stream of the log as its second and last reader: more than two for a shard are throttled (DynamoDB developer guide, "Reading and
 * processing a stream").
 */
export class Notifications extends Construct {
  constructor(scope: Construct, id: string, { tables, bundles, pageOrigin, registration }: NotificationsProps) {
    super(scope, id);
    const stream = tables.log.tableStreamArn;
    if (!stream) throw new Error('The log has no stream.');
    const name = `/${Stack.of(this).stackName}/push-key`;
    const allow = (to: LambdaFunction, actions: string[], resource: string) =>
      to.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
    const parameter = Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) });
    registration.addEnvironment(PUSH_KEY, name);
    allow(registration, ['ssm:PutParameter'], parameter);

    const { function: notify } = new Handler(this, 'Notify', {
      bundle: join(bundles, 'notify'),
      tables,
      logActions: [],
      chatActions: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
      memorySize: 256,
      timeout: TIMEOUT,
      environment: { [PUSH_KEY]: name, [PAGE_ORIGIN]: pageOrigin },
    });
    allow(notify, ['ssm:GetParameter'], parameter);
    allow(notify, ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], stream);
    // It cannot be restricted to a resource: Service Authorization Reference, DynamoDB.
    allow(notify, ['dynamodb:ListStreams'], '*');
    const mapping = new CfnEventSourceMapping(this, 'Source', {
      eventSourceArn: stream,
      functionName: notify.functionName,
      startingPosition: 'LATEST',
      filterCriteria: { filters: [{ pattern: JSON.stringify(FILTER) }] },
      batchSize: BATCH,
      maximumBatchingWindowInSeconds: DELAY.toSeconds(),
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ['ReportBatchItemFailures'],
      maximumRetryAttempts: RETRIES,
      maximumRecordAgeInSeconds: AGE_MAX.toSeconds(),
    });
    // Lambda tests the permissions of the role when a mapping is created.
    mapping.node.addDependency(notify.role ?? notify);
  }
}
