// The resource types of S3, and CDK's custom resources for buckets.
import type { Clock } from '../../clock.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { type Iam, parsePolicyDocument } from '../iam/index.ts';
import { type Ids, REGION } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import { type Assets, deployBucket } from './bucket-deployment.ts';
import { parseBucketSettings } from './bucket-settings.ts';
import { bucketHandler } from './s3-api.ts';
import type { S3 } from './s3-service.ts';

type Deps = {
  s3: S3;
  ids: Ids;
  assets: Assets;
  endpoints: Endpoints;
  iam: Iam;
  clock: Clock;
  say: (line: string) => void;
};

/** Buckets, their policies, and deployments into them. */
export const s3Resources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::S3::Bucket',
    coverage: 'partly',
    notes:
      'objects, tags, lists, conditional and ranged requests, multipart uploads, presigned addresses, POST policies, CORS, lifecycle rules, encryption by S3; notifications, versions, replication, object lock and websites are rejected, further operations are NotImplemented',
    create: createBucket,
  },
  {
    type: 'AWS::S3::BucketPolicy',
    coverage: 'partly',
    notes: 'enforced for requests to the API; a distribution reads its bucket without it',
    create: createBucketPolicy,
  },
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
    notes: 'the engine deletes no stack',
    create: ({ logicalId }) => ({ ref: logicalId }),
  },
];

function createBucket({ logicalId, properties }: Resource, deps: Deps): Created {
  const { s3, ids, endpoints } = deps;
  // Bucket names are lower case: Amazon S3 User Guide, bucket naming rules.
  const name = String(properties.BucketName ?? ids.name(logicalId).toLowerCase());
  s3.createBucket(name, parseBucketSettings(logicalId, properties));
  const handle = bucketHandler(deps, name);
  // A browser uploads to a presigned address; the signature of a header is not for requests from outside.
  const endpoint = { internal: true, reach: 'unsigned' as const, handle };
  endpoints.add({ ...endpoint, host: `${name}.s3.${REGION}.amazonaws.com`, base: `/_aws/s3/${name}` });
  endpoints.add({ ...endpoint, host: `${name}.s3.amazonaws.com`, base: `/_aws/s3/${name}`, paths: [] });
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${REGION}.amazonaws.com`,
    },
  };
}

function createBucketPolicy({ logicalId, properties }: Resource, { s3 }: Deps): Created {
  s3.setPolicy(String(properties.Bucket), parsePolicyDocument(logicalId, properties.PolicyDocument));
  return { ref: logicalId };
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
