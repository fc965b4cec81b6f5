// AWS::AppSync::ApiKey: generated once, stored in the data folder, and rejected after its expiry.
import { PropertyReader } from '../../../template/properties.ts';
import type { Ids } from '../../resource-ids.ts';
import type { Created, Resource } from '../../resource-type.ts';
import type { AppSync } from '../appsync-service.ts';
import { findApi } from './api-resource.ts';

/** Creates a key, or returns the one that an earlier start generated. */
export async function createApiKey({ logicalId, properties }: Resource, appSync: AppSync, ids: Ids): Promise<Created> {
  const reader = new PropertyReader(properties, logicalId);
  const api = findApi(reader, appSync);
  const key = await api.config.keys.deploy(
    `AWS::AppSync::ApiKey/${ids.stack}/${logicalId}`,
    reader.optionalNumber('Expires'),
    reader.optionalString('Description'),
  );
  const id = ids.label(logicalId, 12);
  const arn = ids.arn('appsync', `apis/${api.config.id}/apikey/${id}`);
  return {
    ref: arn,
    attributes: { ApiKey: key.id, ApiKeyId: id, Arn: arn },
    summary: `API key, valid until ${new Date(key.expires * 1000).toISOString()}`,
  };
}
