// The API that a resource belongs to.
import { EngineError } from '../../../errors.ts';
import { text } from '../../../template/properties.ts';
import type { AppSync } from '../appsync-service.ts';
import type { EventApi } from '../event-api.ts';

/** Finds the API of `ApiId`. `at` is the logical id of the resource that names it. */
export function apiNamed(properties: Readonly<Record<string, unknown>>, at: string, appSync: AppSync): EventApi {
  const id = text(properties, 'ApiId', at);
  const api = appSync.api(id);
  if (!api)
    throw new EngineError('template-broken', `${at}: ApiId ${JSON.stringify(id)} is no Event API of this stack.`);
  return api;
}
