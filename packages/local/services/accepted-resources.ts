// Resource types that have no effect while a stack runs on this machine.
import type { Ids } from './resource-ids.ts';
import type { ResourceType } from './resource-type.ts';

const WITHOUT_EFFECT: readonly ResourceType<object>[] = [
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  // The record that points a custom domain to an API: requests reach the engine without it.
  'AWS::Route53::RecordSet',
].map((type) => ({ type, coverage: 'accepted', create: ({ logicalId }) => ({ ref: logicalId }) }));

/** The types that a template may contain, and that do nothing. */
export const acceptedResources: readonly ResourceType<{ ids: Ids }>[] = [
  ...WITHOUT_EFFECT,
  {
    type: 'AWS::CertificateManager::Certificate',
    coverage: 'accepted',
    notes: 'the engine has a certificate of its own',
    create: ({ logicalId }, { ids }) => ({ ref: ids.arn('acm', `certificate/${ids.label(logicalId, 32)}`) }),
  },
];
