// The removal of expired messages: a function that is invoked once an hour.
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Target } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { Handler } from './handler.construct.ts';
import type { SearchIndex } from './search-index.construct.ts';
import type { Tables } from './tables.construct.ts';

export type RetentionProps = { tables: Tables; bundles: string; searchIndex: SearchIndex };

/** Time for some hundred thousand rows; the next run continues. */
const TIMEOUT = Duration.minutes(5);

/** Removes what has expired. Reads do not depend on it: they leave out what is too old at that moment. */
export class Retention extends Construct {
  constructor(scope: Construct, id: string, { tables, bundles, searchIndex }: RetentionProps) {
    super(scope, id);
    const { function: expire } = new Handler(this, 'Expire', {
      bundle: join(bundles, 'expire-messages'),
      tables,
      // A row of the log is overwritten, never removed: the log keeps its numbers.
      logActions: ['Query', 'GetItem', 'UpdateItem'],
      chatActions: ['Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
      timeout: TIMEOUT,
    });
    searchIndex.allow(expire);
    new Rule(this, 'Hourly', {
      description: 'Removes the messages that are older than their channels keep them',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new Target(expire)],
    });
  }
}
