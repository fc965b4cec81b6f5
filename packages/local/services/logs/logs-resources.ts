// The resource types of CloudWatch Logs.
import { AwsError } from '../../errors.ts';
import type { Ids } from '../resource-ids.ts';
import type { ResourceType } from '../resource-type.ts';
import type { Logs } from './logs-service.ts';

// Source: CloudWatch Logs API reference, CreateLogGroup.
const GROUP_NAME = /^[-._/#A-Za-z0-9]{1,512}$/;

/** Log groups, log streams and resource policies. */
export const logsResources: readonly ResourceType<{ logs: Logs; ids: Ids }>[] = [
  {
    type: 'AWS::Logs::LogGroup',
    coverage: 'partly',
    notes: 'written to a file of bounded size; retention, encryption and filters have no effect',
    create({ logicalId, properties }, { logs, ids }) {
      const name = String(properties.LogGroupName ?? ids.name(logicalId));
      if (!GROUP_NAME.test(name))
        throw new AwsError(
          'InvalidParameterException',
          `${logicalId}: ${JSON.stringify(name)} cannot name a log group.`,
        );
      const attributes = { Arn: ids.arn('logs', `log-group:${name}:*`) };
      return { ref: name, attributes, summary: `log ${logs.path(name)}` };
    },
  },
  {
    type: 'AWS::Logs::LogStream',
    coverage: 'accepted',
    create: ({ logicalId, properties }, { ids }) => ({
      ref: String(properties.LogStreamName ?? ids.name(logicalId)),
    }),
  },
  {
    type: 'AWS::Logs::ResourcePolicy',
    coverage: 'accepted',
    create: ({ logicalId, properties }, { ids }) => ({ ref: String(properties.PolicyName ?? ids.name(logicalId)) }),
  },
  {
    // CDK writes it for each function with `logRetention`, and for each Event API with `logConfig`.
    type: 'Custom::LogRetention',
    coverage: 'accepted',
    notes: 'files of logs have a bounded size',
    create({ logicalId, properties }) {
      const name = String(properties.LogGroupName);
      return { ref: logicalId, attributes: { LogGroupName: name }, summary: name };
    },
  },
];
