// What a template says of a bucket: its CORS rules, its lifecycle rules, and its policy.
import { notEmulated, type Properties, PropertyReader } from '../../template/properties.ts';
import type { Statement } from '../iam/policy-document.ts';

/** Which origins may send which requests to a bucket. */
export type CorsRule = {
  origins: readonly string[];
  methods: readonly string[];
  headers: readonly string[];
  exposed: readonly string[];
  maxAgeSeconds: number | undefined;
};

/** When objects of a prefix, with these tags and of these sizes, expire, and uploads are aborted. */
export type LifecycleRule = {
  prefix: string;
  tags: Readonly<Record<string, string>>;
  largerThan: number;
  smallerThan: number;
  expirationDays: number | undefined;
  abortUploadDays: number | undefined;
};

/** The settings of a bucket. */
export type BucketSettings = {
  cors: readonly CorsRule[];
  lifecycle: readonly LifecycleRule[];
  policy: readonly Statement[];
};

export const NO_SETTINGS: BucketSettings = { cors: [], lifecycle: [], policy: [] };

/** Reads the properties of an `AWS::S3::Bucket`. What would change its behaviour and is not emulated is rejected by name. */
export function parseBucketSettings(logicalId: string, properties: Properties): BucketSettings {
  const reader = new PropertyReader(properties, logicalId);
  reader.rejectNotEmulated(['ReplicationConfiguration', 'ObjectLockConfiguration', 'WebsiteConfiguration']);
  reader
    .optionalObject('NotificationConfiguration')
    .rejectNotEmulated([
      'LambdaConfigurations',
      'QueueConfigurations',
      'TopicConfigurations',
      'EventBridgeConfiguration',
    ]);
  if (reader.optionalObject('VersioningConfiguration').optionalString('Status') === 'Enabled')
    throw notEmulated(logicalId, 'a bucket with versions');
  const cors = reader.optionalObject('CorsConfiguration').optionalObjects('CorsRules') ?? [];
  const lifecycle = reader.optionalObject('LifecycleConfiguration').optionalObjects('Rules') ?? [];
  return {
    cors: cors.map((rule) => ({
      origins: rule.strings('AllowedOrigins'),
      methods: rule.strings('AllowedMethods'),
      headers: rule.strings('AllowedHeaders').map((name) => name.toLowerCase()),
      exposed: rule.strings('ExposedHeaders'),
      maxAgeSeconds: rule.optionalNumber('MaxAge'),
    })),
    lifecycle: lifecycle.filter((rule) => rule.oneOf('Status', ['Enabled', 'Disabled']) === 'Enabled').map(parseRule),
    policy: [],
  };
}

function parseRule(rule: PropertyReader): LifecycleRule {
  rule.rejectNotEmulated(['ExpirationDate']);
  const tags = rule.optionalObjects('TagFilters') ?? [];
  const abort = rule.optionalObject('AbortIncompleteMultipartUpload');
  return {
    prefix: rule.optionalString('Prefix') ?? '',
    tags: Object.fromEntries(tags.map((tag) => [tag.string('Key'), tag.optionalString('Value') ?? ''])),
    largerThan: rule.optionalNumber('ObjectSizeGreaterThan') ?? -1,
    smallerThan: rule.optionalNumber('ObjectSizeLessThan') ?? Number.POSITIVE_INFINITY,
    expirationDays: rule.optionalNumber('ExpirationInDays'),
    abortUploadDays: abort.optionalNumber('DaysAfterInitiation'),
  };
}
