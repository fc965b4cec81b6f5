// AWS::AppSync::Api: an Event API with its two hosts.
import { PropertyReader, templateBroken } from '../../../template/properties.ts';
import { type Ids, REGION } from '../../resource-ids.ts';
import type { Created, Resource } from '../../resource-type.ts';
import type { AppSync } from '../appsync-service.ts';
import { ApiKeys } from '../auth/api-keys.ts';
import { parseAuthorizers, parseAuthType } from '../auth/auth-providers.ts';
import type { AuthType } from '../auth/authorization-modes.ts';
import type { EventApi } from '../event-api.ts';
import { parseRequestLogs } from '../request-logs.ts';

/** Creates an Event API. */
export function createApi({ logicalId, properties }: Resource, appSync: AppSync, ids: Ids): Created {
  const { clock, storage } = appSync.deps;
  const reader = new PropertyReader(properties, logicalId);
  const name = reader.string('Name');
  const config = reader.optionalObject('EventConfig');
  const id = ids.label(logicalId, 26);
  // AWS uses different labels for the API's id and for its host names.
  const dns = ids.label(`${logicalId}/dns`, 26);
  const arn = ids.arn('appsync', `apis/${id}`);
  const httpHost = `${dns}.appsync-api.${REGION}.amazonaws.com`;
  const realtimeHost = `${dns}.appsync-realtime-api.${REGION}.amazonaws.com`;
  const keys = new ApiKeys({ clock, storage, keyPrefix: `AWS::AppSync::ApiKey/${ids.stack}/${logicalId}` });
  const requestLogs = parseRequestLogs(config, id, appSync.deps);
  const modes = (list: string) => parseModes(config, list) ?? new Set<AuthType>();
  appSync.addApi({
    id,
    arn,
    httpHost,
    realtimeHost,
    keys,
    authorizers: parseAuthorizers(config, { id, arn, keys }, appSync.deps),
    connectModes: modes('ConnectionAuthModes'),
    publishModes: modes('DefaultPublishAuthModes'),
    subscribeModes: modes('DefaultSubscribeAuthModes'),
    requestLogs,
  });
  return {
    // `Ref` is the ARN: it is the primary identifier of the resource type ("AWS::AppSync::Api", aws-cdk-lib's ApiReference).
    ref: arn,
    attributes: { ApiId: id, ApiArn: arn, 'Dns.Http': httpHost, 'Dns.Realtime': realtimeHost },
    summary: `Event API ${name}`,
  };
}

/** Reads a list of authorization modes; undefined when the property is absent. */
export function parseModes(properties: PropertyReader, list: string): ReadonlySet<AuthType> | undefined {
  const modes = properties.optionalObjects(list);
  return modes && new Set(modes.map(parseAuthType));
}

/** Finds the API that a resource names in `ApiId`. */
export function findApi(properties: PropertyReader, appSync: AppSync): EventApi {
  const id = properties.string('ApiId');
  const api = appSync.api(id);
  if (!api) throw templateBroken(properties.subject, `ApiId ${JSON.stringify(id)} is not an Event API of this stack`);
  return api;
}
