// The API Gateway service of REST APIs: the APIs of the template, each at its own address, with their keys and plans.
import { REGION } from '../resource-ids.ts';
import { RestApi, type RestApiSettings } from './rest-api.ts';
import type { RestApisDeps } from './rest-api-deps.ts';
import { UsagePlans } from './usage-plans.ts';

/** All REST APIs of a running engine. */
export class RestApis {
  readonly plans: UsagePlans;
  readonly #deps: RestApisDeps;
  readonly #apis = new Map<string, RestApi>();

  constructor(deps: RestApisDeps) {
    this.#deps = deps;
    this.plans = new UsagePlans(deps.clock);
  }

  /** Creates an API and serves it at its address; its resources and methods are added later. */
  create(id: string, settings: Omit<RestApiSettings, 'id' | 'host'>): RestApi {
    const host = `${id}.execute-api.${REGION}.amazonaws.com`;
    const api = new RestApi({ id, host, ...settings }, this.#deps, this.plans);
    this.#apis.set(id, api);
    this.#deps.endpoints.add({
      host,
      base: `/_aws/execute-api/${id}`,
      reach: 'public',
      handle: (request, response, url) => api.handle(request, response, url),
    });
    return api;
  }

  /** The API of this id, if the template defines it. */
  api(id: string): RestApi | undefined {
    return this.#apis.get(id);
  }
}
