// AWS::AppSync::Api: an Event API at its two hosts.

import { EngineError } from '../../../errors.ts';
import { optionalRecord, optionalRecords, text } from '../../../template/properties.ts';
import { REGION } from '../../resource-ids.ts';
import type { Created, Resource } from '../../resource-type.ts';
import type { AppSync } from '../appsync-service.ts';
import { ApiKeys } from '../auth/api-keys.ts';
import { authorizersOf, authType } from '../auth/auth-providers.ts';
import type { AuthType } from '../auth/authorization-modes.ts';
import type { EventApi } from '../event-api.ts';

/** Makes an Event API. */
export function createApi({ logicalId, properties }: Resource, appSync: AppSync): Created {
  const { ids } = appSync.needs;
  const name = text(properties, 'Name', logicalId);
  const config = optionalRecord(properties, 'EventConfig', logicalId);
  const id = ids.label(logicalId, 26);
  // The label in the host names is another one than the API's id.
  const dns = ids.label(`${logicalId}/dns`, 26);
  const arn = ids.arn('appsync', `apis/${id}`);
  const httpHost = `${dns}.appsync-api.${REGION}.amazonaws.com`;
  const realtimeHost = `${dns}.appsync-realtime-api.${REGION}.amazonaws.com`;
  const { clock, storage } = appSync.needs;
  const keys = new ApiKeys({ clock, storage, place: `AWS::AppSync::ApiKey/${ids.stack}/${logicalId}` });
  const modes = (list: string) => modesOf(config, list, logicalId) ?? new Set<AuthType>();
  const providers = optionalRecords(config, 'AuthProviders', logicalId) ?? [];
  appSync.addApi({
    id,
    arn,
    httpHost,
    realtimeHost,
    keys,
    authorizers: authorizersOf(providers, { id, arn, keys, at: logicalId }, appSync.needs),

    connectModes: modes('ConnectionAuthModes'),
    publishModes: modes('DefaultPublishAuthModes'),
    subscribeModes: modes('DefaultSubscribeAuthModes'),
  });
  return {
    // `Ref` is the ARN: it is the primary identifier of the resource type ("AWS::AppSync::Api", aws-cdk-lib's ApiReference).
    ref: arn,
    attributes: { ApiId: id, ApiArn: arn, 'Dns.Http': httpHost, 'Dns.Realtime': realtimeHost },
    says: `Event API ${name}`,
  };
}

/** Reads a list of modes; nothing when there is none. */
export function modesOf(
  from: Readonly<Record<string, unknown>>,
  list: string,
  at: string,
): ReadonlySet<AuthType> | undefined {
  const modes = optionalRecords(from, list, at);
  return modes && new Set(modes.map((mode) => authType(mode, at)));
}

/** Finds the API of `ApiId`. `at` is the logical id of the resource that names it. */
export function apiNamed(properties: Readonly<Record<string, unknown>>, at: string, appSync: AppSync): EventApi {
  const id = text(properties, 'ApiId', at);
  const api = appSync.api(id);
  if (!api)
    throw new EngineError('template-broken', `${at}: ApiId ${JSON.stringify(id)} is no Event API of this stack.`);
  return api;
}
