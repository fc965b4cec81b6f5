// AWS::AppSync::ApiKey: drawn once, kept, and dead after its time.
import { randomInt } from 'node:crypto';
import type { Created, Resource } from '../../resource.ts';
import type { AppSync } from '../appsync.ts';
import { apiNamed } from './api-named.ts';
import { optionalNumber } from './properties.ts';

/** "AWS::AppSync::ApiKey": a key without Expires lives for 7 days. */
const LIFE_S = 7 * 24 * 3600;

/** The same page: rounded down to the nearest hour. */
const HOUR_S = 3600;

type Kept = { key: string; created: number };

/** Makes a key, or takes the one that was drawn at an earlier start. */
export async function createApiKey({ logicalId, properties }: Resource, appSync: AppSync): Promise<Created> {
  const { ids } = appSync.needs;
  const api = apiNamed(properties, logicalId, appSync);
  const { key, created } = await drawn(logicalId, appSync);
  const asked = optionalNumber(properties, 'Expires', logicalId) ?? created + LIFE_S;
  const expires = Math.floor(asked / HOUR_S) * HOUR_S;
  api.setUp.keys.add(key, expires);
  const id = ids.label(logicalId, 12);
  const arn = ids.arn('appsync', `apis/${api.setUp.id}/apikey/${id}`);
  return {
    ref: arn,
    attributes: { ApiKey: key, ApiKeyId: id, Arn: arn },
    says: `API key, good until ${new Date(expires * 1000).toISOString()}`,
  };
}

async function drawn(logicalId: string, { needs: { storage, clock, ids } }: AppSync): Promise<Kept> {
  const place = `AWS::AppSync::ApiKey/${ids.stack}/${logicalId}`;
  const kept = storage.bucket('secrets').get(place) as Kept | undefined;
  if (kept) return kept;
  const value = { key: `da2-${randomLabel(26)}`, created: Math.floor(clock.now() / 1000) };
  await storage.commit([{ bucket: 'secrets', key: place, value }]);
  return value;
}

function randomLabel(length: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}
