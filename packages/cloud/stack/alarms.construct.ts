// The alarms of the stack. Each has an article in docs/runbook.md.
import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { ApiKeyRotation } from './api-key-rotation.construct.ts';
import type { Delivery } from './delivery.construct.ts';
import type { Events } from './events.construct.ts';
import type { Tables } from './tables.construct.ts';

export type AlarmsProps = {
  tables: Tables;
  events: Events;
  delivery: Delivery;
  apiKeyRotation: ApiKeyRotation;
  /** Addresses that receive a mail when an alarm changes; AWS asks each for a confirmation. */
  emails: readonly string[];
};

/** One alarm. `minutes` are looked at; in `datapoints` of them, by default in all, the condition must hold. */
type AlarmProps = {
  metric: IMetric;
  description: string;
  atLeast?: number;
  below?: number;
  minutes?: number;
  datapoints?: number;
  missing?: TreatMissingData;
};

/** The longest delivery from the stream to AppSync that does not disturb a conversation. */
const SLOW = Duration.seconds(5);

/** Deliveries of AppSync in a minute that cost 0.06 USD, 86 USD a day: some twenty times those of a team of 1,000. */
const DELIVERIES_MAX = 60_000;

const MINUTE = Duration.minutes(1);

/** The alarms. Without addresses they have no actions: a team adds its own topic, or watches them in CloudWatch. */
export class Alarms extends Construct {
  readonly #action: SnsAction | undefined;

  constructor(scope: Construct, id: string, { tables, events, delivery, apiKeyRotation, emails }: AlarmsProps) {
    super(scope, id);
    this.#action = emails.length > 0 ? this.#mailTo(emails) : undefined;
    // Source: EventBridge User Guide, "Logging and monitoring Amazon EventBridge Pipes".
    const ofPipe = (metricName: string, statistic: string) =>
      new Metric({
        namespace: 'AWS/EventBridge/Pipes',
        metricName,
        dimensionsMap: { PipeName: delivery.pipe.ref },
        statistic,
        period: MINUTE,
      });

    this.#alarm('DeadLetters', {
      description: 'The dead-letter queue contains entries: npm run parley -- redrive.',
      // Source: SQS developer guide, available CloudWatch metrics.
      metric: delivery.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: MINUTE,
        statistic: Stats.MAXIMUM,
      }),
      atLeast: 1,
    });
    this.#alarm('Failing', {
      description: 'The pipe cannot deliver: users receive messages up to a minute late.',
      metric: ofPipe('ExecutionFailed', Stats.SUM),
      atLeast: 1,
      // A single record that is rejected is retried less than once a minute.
      minutes: 5,
      datapoints: 2,
    });
    this.#alarm('Slow', {
      description: 'Delivery takes longer than 5 s.',
      metric: ofPipe('Duration', Stats.p(99)),
      atLeast: SLOW.toMilliseconds(),
      minutes: 3,
    });
    this.#alarm('Silent', {
      description: 'Messages are stored and the pipe reads none: it is stopped, or reads another stream.',
      metric: new MathExpression({
        expression: 'IF(FILL(written, 0) > 0 AND FILL(read, 0) < 1, 1, 0)',
        // Source: DynamoDB developer guide, metrics and dimensions.
        usingMetrics: {
          written: tables.log.metricConsumedWriteCapacityUnits({ period: MINUTE, statistic: Stats.SUM }),
          read: ofPipe('EventCount', Stats.SUM),
        },
        period: MINUTE,
      }),
      atLeast: 1,
      minutes: 3,
    });
    // Source: AppSync Events developer guide, "CloudWatch metrics"; each is one billed operation.
    const delivered = (ChannelNamespaceName: string) =>
      new Metric({
        namespace: 'AWS/AppSync',
        metricName: 'OutboundMessages',
        dimensionsMap: { EventAPIId: events.api.apiId, ChannelNamespaceName },
        statistic: Stats.SUM,
        period: MINUTE,
      });
    this.#alarm('Operations', {
      description: `AppSync delivers more than ${DELIVERIES_MAX} events a minute, each of which is billed.`,
      metric: new MathExpression({
        expression: 'FILL(entries, 0) + FILL(signals, 0)',
        usingMetrics: { entries: delivered('serverlesschat'), signals: delivered('signals') },
        period: MINUTE,
      }),
      atLeast: DELIVERIES_MAX,
      minutes: 5,
    });
    this.#alarm('Deauthorized', {
      description: 'AppSync rejected the key of the pipe; the key rotation was invoked.',
      // Source: EventBridge User Guide, "Monitoring Amazon EventBridge".
      metric: new Metric({
        namespace: 'AWS/Events',
        metricName: 'TriggeredRules',
        dimensionsMap: { RuleName: apiKeyRotation.deauthorized.ruleName },
        statistic: Stats.SUM,
        period: MINUTE,
      }),
      atLeast: 1,
    });
    this.#alarm('ApiKeyRotationFailing', {
      description: 'The key of the pipe cannot be rotated or set: it expires within 30 days, or has expired.',
      metric: apiKeyRotation.function.metricErrors({ period: MINUTE, statistic: Stats.SUM }),
      atLeast: 1,
    });
    this.#alarm('ApiKeyRotationIdle', {
      description: 'The rotation of the key of the pipe does not run.',
      metric: apiKeyRotation.function.metricInvocations({ period: Duration.hours(1), statistic: Stats.SUM }),
      below: 1,
      missing: TreatMissingData.BREACHING,
    });
  }

  #alarm(
    id: string,
    { metric, description, atLeast, below, minutes = 1, datapoints = minutes, missing }: AlarmProps,
  ): void {
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription: `${description} See docs/runbook.md.`,
      threshold: atLeast ?? below ?? 0,
      comparisonOperator:
        below === undefined
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: minutes,
      datapointsToAlarm: datapoints,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    });
    if (!this.#action) return;
    alarm.addAlarmAction(this.#action);
    alarm.addOkAction(this.#action);
  }

  #mailTo(emails: readonly string[]): SnsAction {
    const topic = new Topic(this, 'Topic', { displayName: `Alarms of ${Stack.of(this).stackName}`, enforceSSL: true });
    // Without a statement of its own the policy would deny CloudWatch, which the default policy admits: SNS developer guide.
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
    for (const email of emails) topic.addSubscription(new EmailSubscription(email));
    return new SnsAction(topic);
  }
}
