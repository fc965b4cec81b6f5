// AWS::AppSync::ApiKey: drawn once, kept, and dead after its time.

import { optionalNumber, optionalText } from '../../../template/properties.ts';
import type { Created, Resource } from '../../resource-type.ts';
import type { AppSync } from '../appsync-service.ts';
import { apiNamed } from './api-resource.ts';

/** Makes a key, or takes the one that was drawn at an earlier start. */
export async function createApiKey({ logicalId, properties }: Resource, appSync: AppSync): Promise<Created> {
  const { ids } = appSync.needs;
  const api = apiNamed(properties, logicalId, appSync);
  const key = await api.setUp.keys.deploy(
    `AWS::AppSync::ApiKey/${ids.stack}/${logicalId}`,
    optionalNumber(properties, 'Expires', logicalId),
    optionalText(properties, 'Description', logicalId),
  );
  const id = ids.label(logicalId, 12);
  const arn = ids.arn('appsync', `apis/${api.setUp.id}/apikey/${id}`);
  return {
    ref: arn,
    attributes: { ApiKey: key.id, ApiKeyId: id, Arn: arn },
    says: `API key, good until ${new Date(key.expires * 1000).toISOString()}`,
  };
}
