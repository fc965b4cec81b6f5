// The resource types of S3, and CDK's custom resources for buckets.
import type { Endpoints } from '../../http/endpoints.ts';
import { type Ids, REGION } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import { type Assets, deployBucket } from './bucket-deployment.ts';
import type { S3 } from './s3-service.ts';

type Deps = { s3: S3; ids: Ids; assets: Assets; endpoints: Endpoints };

/** Buckets, their policies, and deployments into them. */
export const s3Resources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::S3::Bucket',
    coverage: 'partly',
    notes: 'holds the files of bucket deployments, for CloudFront to serve; no S3 API, no notifications, no versions',
    create: createBucket,
  },
  { type: 'AWS::S3::BucketPolicy', coverage: 'accepted', create: ({ logicalId }) => ({ ref: logicalId }) },
  {
    type: 'Custom::CDKBucketDeployment',
    coverage: 'partly',
    notes: 'done by the engine, from folders; include, exclude and user metadata are rejected',
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

function createBucket({ logicalId, properties }: Resource, { s3, ids }: Deps): Created {
  // Bucket names are lower case: Amazon S3 User Guide, bucket naming rules.
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

function createDeployment(resource: Resource, deps: Deps): Created {
  const count = deployBucket(resource, deps);
  const bucket = String(resource.properties.DestinationBucketName);
  return {
    ref: resource.logicalId,
    attributes: { DestinationBucketArn: `arn:aws:s3:::${bucket}` },
    summary: `${count} ${count === 1 ? 'file' : 'files'} to ${bucket}`,
  };
}
