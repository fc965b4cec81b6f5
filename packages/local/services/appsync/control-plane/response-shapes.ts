// Responses of the control plane, from CloudFormation's properties: the names of botocore's model of AppSync, 2017-07-25.
import { type ApiKey, LISTED_S } from '../auth/api-keys.ts';

/** A resource that the template created; `created` in seconds since 1970. */
export type CreatedResource = {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly created: number;
};

type Shape = Readonly<Record<string, unknown>>;

/** Numbers that the template may write as strings. */
const NUMBERS: ReadonlySet<string> = new Set(['authorizerResultTtlInSeconds', 'iatTTL', 'authTTL']);

/** `Api`. */
export function toApiShape({ properties, attributes, created }: CreatedResource): Shape {
  return {
    apiId: attributes['ApiId'],
    name: properties['Name'],
    ownerContact: properties['OwnerContact'],
    tags: tagsOf(properties),
    dns: { HTTP: attributes['Dns.Http'], REALTIME: attributes['Dns.Realtime'] },
    apiArn: attributes['ApiArn'],
    created,
    xrayEnabled: false,
    eventConfig: camelCase(properties['EventConfig']),
  };
}

/** `ChannelNamespace`. */
export function toNamespaceShape({ properties, attributes, created }: CreatedResource): Shape {
  return {
    apiId: properties['ApiId'],
    name: properties['Name'],
    subscribeAuthModes: camelCase(properties['SubscribeAuthModes']),
    publishAuthModes: camelCase(properties['PublishAuthModes']),
    codeHandlers: properties['CodeHandlers'],
    tags: tagsOf(properties),
    channelNamespaceArn: attributes['ChannelNamespaceArn'],
    created,
    lastModified: created,
    handlerConfigs: camelCase(properties['HandlerConfigs']),
  };
}

/** `DataSource`. */
export function toDataSourceShape({ properties, attributes }: CreatedResource): Shape {
  const { ApiId: _, ...rest } = properties;
  return { dataSourceArn: attributes['DataSourceArn'], ...(camelCase(rest) as Shape) };
}

/** `ApiKey`. AppSync API reference: it is deleted 60 days after it has expired. */
export function toApiKeyShape(key: ApiKey): Shape {
  return { ...key, deletes: key.expires + LISTED_S };
}

function tagsOf({ Tags = [] }: Shape): Record<string, unknown> {
  return Object.fromEntries((Tags as { Key: string; Value: unknown }[]).map(({ Key, Value }) => [Key, Value]));
}

/** `AuthProviders` becomes `authProviders`, at every level. */
function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = key === 'DynamoDBConfig' ? 'dynamodbConfig' : key.charAt(0).toLowerCase() + key.slice(1);
      return [name, NUMBERS.has(name) ? Number(inner) : camelCase(inner)];
    }),
  );
}
