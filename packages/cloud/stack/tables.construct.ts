// The two tables: the log, whose stream feeds the pipe, and what the chat knows beside it.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** Where everything that people say is kept. Both tables outlive the stack: `npm run destroy` takes no message with it. */
export class Tables extends Construct {
  /** One item an entry: `channel`, `seq`, `id`, `count`, `wire`, and for a message that was edited `lastEdit`, an edit's seq. */
  readonly log: TableV2;
  /**
   * `pk` and `sk`: `channels` / name; `id#channel` / id, and `mention#name` / channel#seq, which expire; `reader#sub` / `read-cursors`,
   * whose `cursors` are what the person has read of each channel; `user#sub` / `block#sub` of whom the person has blocked, and
   * `user#sub` / `profile`. Of a channel, under `channel#name`: `settings`, `member#sub` (and `user#sub` / `member#name`), `ban#sub`,
   * `invitation#code` (and `invitation#code` / `invite`), `slow#sub`, and `audit#time#id`, which nothing changes; `people` / name#sub of
   * everybody who was here; `rate#sub` / what#time, which expire.
   */
  readonly chat: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const kept = {
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.log = new TableV2(this, 'Log', {
      ...kept,
      partitionKey: { name: 'channel', type: AttributeType.STRING },
      sortKey: { name: 'seq', type: AttributeType.NUMBER },
      dynamoStream: StreamViewType.NEW_IMAGE,
    });
    this.chat = new TableV2(this, 'Chat', {
      ...kept,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
    });
  }
}
