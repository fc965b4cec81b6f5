// CloudFormation's properties as the control plane shows them: the names of botocore's model of AppSync, 2017-07-25.
import { type ApiKey, LISTED_S } from '../auth/api-keys.ts';

/** A resource as it was made; `created` in seconds since 1970. */
export type Made = {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly created: number;
};

type Shape = Readonly<Record<string, unknown>>;

/** Members that the template may write as texts. */
const NUMBERS: ReadonlySet<string> = new Set(['authorizerResultTtlInSeconds', 'iatTTL', 'authTTL']);

/** `Api`. */
export function apiOf({ properties, attributes, created }: Made): Shape {
  return {
    apiId: attributes['ApiId'],
    name: properties['Name'],
    ownerContact: properties['OwnerContact'],
    tags: tagsOf(properties),
    dns: { HTTP: attributes['Dns.Http'], REALTIME: attributes['Dns.Realtime'] },
    apiArn: attributes['ApiArn'],
    created,
    xrayEnabled: false,
    eventConfig: renamed(properties['EventConfig']),
  };
}

/** `ChannelNamespace`. */
export function namespaceOf({ properties, attributes, created }: Made): Shape {
  return {
    apiId: properties['ApiId'],
    name: properties['Name'],
    subscribeAuthModes: renamed(properties['SubscribeAuthModes']),
    publishAuthModes: renamed(properties['PublishAuthModes']),
    codeHandlers: properties['CodeHandlers'],
    tags: tagsOf(properties),
    channelNamespaceArn: attributes['ChannelNamespaceArn'],
    created,
    lastModified: created,
    handlerConfigs: renamed(properties['HandlerConfigs']),
  };
}

/** `DataSource`. */
export function dataSourceOf({ properties, attributes }: Made): Shape {
  const { ApiId: _path, ...shown } = properties;
  return { dataSourceArn: attributes['DataSourceArn'], ...(renamed(shown) as Shape) };
}

/** `ApiKey`. AppSync API reference: it is deleted 60 days after it has expired. */
export function keyOf(key: ApiKey): Shape {
  return { ...key, deletes: key.expires + LISTED_S };
}

function tagsOf({ Tags = [] }: Shape): Record<string, unknown> {
  return Object.fromEntries((Tags as { Key: string; Value: unknown }[]).map(({ Key, Value }) => [Key, Value]));
}

/** `AuthProviders` becomes `authProviders`, all the way down. */
function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = key === 'DynamoDBConfig' ? 'dynamodbConfig' : key.charAt(0).toLowerCase() + key.slice(1);
      return [name, NUMBERS.has(name) ? Number(inner) : renamed(inner)];
    }),
  );
}
