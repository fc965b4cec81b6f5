// The resource types around buckets.
import type { Endpoints } from '../../http/endpoints.ts';
import { type Ids, REGION } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import { type Assets, deploy } from './bucket-deployment.ts';
import type { S3 } from './s3-service.ts';

type Needs = { s3: S3; ids: Ids; assets: Assets; endpoints: Endpoints };

/** What a template may hold of S3. */
export const s3Resources: readonly ResourceType<Needs>[] = [
  {
    type: 'AWS::S3::Bucket',
    coverage: 'partly',
    notes:
      'holds what a bucket deployment puts there, for CloudFront to serve; no S3 API, no notifications, no versions',
    create: createBucket,
  },
  { type: 'AWS::S3::BucketPolicy', coverage: 'accepted', create: ({ logicalId }) => ({ ref: logicalId }) },
  {
    type: 'Custom::CDKBucketDeployment',
    coverage: 'partly',
    notes: 'played by the engine, from folders; include, exclude and user metadata are refused',
    create: createDeployment,
    update: createDeployment,
  },
  {
    type: 'Custom::S3AutoDeleteObjects',
    coverage: 'accepted',
    notes: 'buckets are empty at each start',
    create: ({ logicalId }) => ({ ref: logicalId }),
  },
];

function createBucket({ logicalId, properties }: Resource, { s3, ids }: Needs): Created {
  // A bucket's name is lower case: Amazon S3 User Guide, bucket naming rules.
  const name = String(properties.BucketName ?? ids.name(logicalId).toLowerCase());
  s3.createBucket(name);
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${REGION}.amazonaws.com`,
    },
  };
}

function createDeployment(resource: Resource, needs: Needs): Created {
  const count = deploy(resource, needs);
  const bucket = String(resource.properties.DestinationBucketName);
  return {
    ref: resource.logicalId,
    attributes: { DestinationBucketArn: `arn:aws:s3:::${bucket}` },
    summary: `${count} ${count === 1 ? 'file' : 'files'} to ${bucket}`,
  };
}
