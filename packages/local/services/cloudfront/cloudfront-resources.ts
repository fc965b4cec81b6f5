// The resource types of CloudFront.
import type { Clock } from '../../clock.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { notEmulated } from '../../template/properties.ts';
import type { Iam } from '../iam/index.ts';
import type { Ids } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import type { S3 } from '../s3/index.ts';
import { Distribution } from './distribution.ts';
import { forwardsQuery } from './origin-request-policy.ts';
import { responseHeaders } from './response-headers-policy.ts';
import { signedOriginHandler } from './signed-origin.ts';

/**
 * The state that resources share: the headers of each response headers policy, which origin request policies forward the query, and the
 * number of distributions.
 */
export class CloudFront {
  readonly policies = new Map<string, Record<string, string>>();
  readonly queryPolicies = new Map<string, boolean>();
  distributions = 0;
}

type Deps = {
  cloudfront: CloudFront;
  s3: S3;
  ids: Ids;
  endpoints: Endpoints;
  iam: Iam;
  clock: Clock;
  say: (line: string) => void;
};

/** Distributions, response headers policies and origin access controls. */
export const cloudFrontResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::CloudFront::Distribution',
    coverage: 'partly',
    notes:
      'serves one bucket of the template: with origin access control its deployed files, without it what the signature in a forwarded query allows; other origins, further cache behaviours and functions are rejected; nothing is cached',
    create: createDistribution,
  },
  {
    type: 'AWS::CloudFront::ResponseHeadersPolicy',
    coverage: 'partly',
    notes: 'security and custom headers; CORS, removed headers and server timing are rejected',
    create: createPolicy,
  },
  {
    type: 'AWS::CloudFront::OriginRequestPolicy',
    coverage: 'partly',
    notes: 'all query strings or none; no headers and no cookies are forwarded',
    create: createOriginRequestPolicy,
  },
  {
    type: 'AWS::CloudFront::OriginAccessControl',
    coverage: 'accepted',
    create: ({ logicalId }, { ids }) => {
      const id = ids.label(logicalId, 14).toUpperCase();
      return { ref: id, attributes: { Id: id } };
    },
  },
];

type Behavior = {
  Compress?: boolean;
  ResponseHeadersPolicyId?: string;
  OriginRequestPolicyId?: string;
  FunctionAssociations?: unknown[];
  LambdaFunctionAssociations?: unknown[];
};
type Config = {
  Origins?: { DomainName: string; CustomOriginConfig?: unknown; OriginPath?: string; OriginAccessControlId?: string }[];
  DefaultCacheBehavior?: Behavior;
  CacheBehaviors?: unknown[];
  DefaultRootObject?: string;
  CustomErrorResponses?: { ErrorCode: number; ResponseCode?: number; ResponsePagePath?: string }[];
  Enabled?: boolean;
};

function createDistribution({ logicalId, properties }: Resource, deps: Deps): Created {
  const config = (properties.DistributionConfig ?? {}) as Config;
  const { cloudfront, s3, ids, endpoints } = deps;
  const behavior = config.DefaultCacheBehavior ?? {};
  const bucket = originBucket(logicalId, config, behavior, s3);
  // Localized when they are sent: a policy may name addresses of resources that are created later.
  const headers = () => localized(cloudfront.policies.get(behavior.ResponseHeadersPolicyId ?? '') ?? {}, endpoints);
  if (cloudfront.queryPolicies.get(behavior.OriginRequestPolicyId ?? '') && !config.Origins?.[0]?.OriginAccessControlId)
    return createSignedDistribution(logicalId, { bucket, host: config.Origins?.[0]?.DomainName ?? '' }, headers, deps);
  const distribution = new Distribution({
    rootObject: config.DefaultRootObject ?? '',
    compress: behavior.Compress ?? false,
    headers,
    read: (key) => s3.read(bucket, key),
    errors: new Map(
      (config.CustomErrorResponses ?? []).flatMap(({ ErrorCode, ResponseCode, ResponsePagePath: path }) =>
        path ? [[ErrorCode, { path, status: ResponseCode ?? ErrorCode }]] : [],
      ),
    ),
  });
  const id = ids.label(logicalId, 14).toUpperCase();
  const host = `d${id.toLowerCase()}.cloudfront.net`;
  // The first page is served at the root of the port, further ones only by their host names.
  cloudfront.distributions += 1;
  endpoints.add({
    host,
    base: '',
    page: true,
    reach: 'public',
    ...(cloudfront.distributions > 1 && { paths: [] }),
    handle: (request, response, url) => distribution.handle(request, response, url),
  });
  return { ref: id, attributes: { Id: id, DomainName: host }, summary: endpoints.localize(`https://${host}`) };
}

/** A distribution whose readers bring a signature for its bucket: it has no page, and no place at the root of the port. */
function createSignedDistribution(
  logicalId: string,
  origin: { bucket: string; host: string },
  headers: () => Record<string, string>,
  deps: Deps,
): Created {
  const { ids, endpoints } = deps;
  const id = ids.label(logicalId, 14).toUpperCase();
  const host = `d${id.toLowerCase()}.cloudfront.net`;
  const handle = signedOriginHandler(deps, origin, headers);
  endpoints.add({ host, base: `/_aws/cloudfront/${id}`, reach: 'public', handle });
  return { ref: id, attributes: { Id: id, DomainName: host }, summary: endpoints.localize(`https://${host}`) };
}

function createOriginRequestPolicy({ logicalId, properties }: Resource, { cloudfront, ids }: Deps): Created {
  const id = ids.label(logicalId, 36);
  cloudfront.queryPolicies.set(id, forwardsQuery(logicalId, properties.OriginRequestPolicyConfig));
  return { ref: id, attributes: { Id: id } };
}

function localized(headers: Record<string, string>, endpoints: Endpoints): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, endpoints.localize(value)]));
}

function originBucket(logicalId: string, config: Config, behavior: Behavior, s3: S3): string {
  const [origin, ...others] = config.Origins ?? [];
  const bucket = origin?.DomainName.replace(/\.s3[.-].*$/, '') ?? '';
  if (others.length > 0 || (config.CacheBehaviors ?? []).length > 0)
    throw notEmulated(logicalId, 'more than one origin or cache behaviour');
  if (!s3.has(bucket) || origin?.CustomOriginConfig || origin?.OriginPath)
    throw notEmulated(logicalId, 'an origin that is not a bucket of the template');
  if ((behavior.FunctionAssociations ?? []).length + (behavior.LambdaFunctionAssociations ?? []).length > 0)
    throw notEmulated(logicalId, 'a function of a distribution');
  return bucket;
}

function createPolicy({ logicalId, properties }: Resource, { cloudfront, ids }: Deps): Created {
  const id = ids.label(logicalId, 32);
  cloudfront.policies.set(id, responseHeaders(logicalId, properties.ResponseHeadersPolicyConfig));
  return { ref: id, attributes: { Id: id } };
}
