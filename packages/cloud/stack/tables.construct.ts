// The two tables: the log and the chat table with all other data. A pipe reads the stream of each.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { FILE_INDEX } from '../db/file-rows.ts';
import { THREAD_INDEX } from '../db/thread-log.ts';

/**
 * The tables. Both are retained when the stack is deleted: `npm run destroy` deletes no message. A first deployment that fails leaves
 * none behind.
 */
export class Tables extends Construct {
  /** One item per entry: `channel`, `seq`, `id`, `count`, `path`, `payload`, for an edited message `lastEdit`, the edit's seq, and
   * `edits`, their number, and for a reply `thread`, its thread. */
  readonly log: TableV2;
  /** Items of many kinds by `pk` and `sk`, listed in the package's README. */
  readonly chat: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const common = {
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    };
    this.log = new TableV2(this, 'Log', {
      ...common,
      partitionKey: { name: 'channel', type: AttributeType.STRING },
      sortKey: { name: 'seq', type: AttributeType.NUMBER },
      // Only the rows of replies have its key, so other rows cost nothing.
      globalSecondaryIndexes: [
        {
          indexName: THREAD_INDEX,
          partitionKey: { name: 'thread', type: AttributeType.STRING },
          sortKey: { name: 'seq', type: AttributeType.NUMBER },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: ['payload'],
        },
      ],
      dynamoStream: StreamViewType.NEW_IMAGE,
    });
    this.chat = new TableV2(this, 'Chat', {
      ...common,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      // Only the rows of files that a message has have its key.
      globalSecondaryIndexes: [
        {
          indexName: FILE_INDEX,
          partitionKey: { name: 'filesOf', type: AttributeType.STRING },
          sortKey: { name: 'place', type: AttributeType.NUMBER },
          projectionType: ProjectionType.ALL,
        },
      ],
      dynamoStream: StreamViewType.NEW_IMAGE,
    });
  }
}
