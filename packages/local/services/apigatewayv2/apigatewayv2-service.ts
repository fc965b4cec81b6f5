// The API Gateway service: the HTTP APIs of the template, each at its own address.
import { REGION } from '../resource-ids.ts';
import type { CorsSettings } from './cors.ts';
import { HttpApi } from './http-api.ts';
import type { HttpApisDeps } from './http-api-deps.ts';
import { type Verifier, verifierOf } from './jwt-authorizer.ts';
import { RequestPace } from './request-pace.ts';

/** All HTTP APIs of a running engine. */
export class HttpApis {
  readonly #deps: HttpApisDeps;
  readonly #apis = new Map<string, HttpApi>();
  /** Users share the processors over all APIs. */
  readonly #pace = new RequestPace();

  constructor(deps: HttpApisDeps) {
    this.#deps = deps;
  }

  /** Creates an API and serves it at its address; its routes are added later. */
  create(id: string, cors: CorsSettings | undefined): HttpApi {
    const host = `${id}.execute-api.${REGION}.amazonaws.com`;
    const api = new HttpApi(id, host, cors, this.#deps, this.#pace);
    this.#apis.set(id, api);
    this.#deps.endpoints.add({
      host,
      base: `/_aws/execute-api/${id}`,
      reach: 'public',
      handle: (request, response, url) => api.handle(request, response, url),
    });
    return api;
  }

  /** The verifier for the tokens of an issuer. */
  verifierOf(issuer: string): Verifier {
    return verifierOf(issuer, this.#deps);
  }

  /** The API of this id, if the template defines it. */
  api(id: string): HttpApi | undefined {
    return this.#apis.get(id);
  }
}
