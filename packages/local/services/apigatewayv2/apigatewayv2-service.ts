// API Gateway on the laptop: every HTTP API of the template, at its own address.
import { REGION } from '../resource-ids.ts';
import type { CorsSettings } from './cors.ts';
import { HttpApi } from './http-api.ts';
import type { HttpApisNeeds } from './http-api-deps.ts';
import { type Verifier, verifierOf } from './jwt-authorizer.ts';

/** All HTTP APIs of a running engine. */
export class HttpApis {
  readonly #needs: HttpApisNeeds;
  readonly #apis = new Map<string, HttpApi>();

  constructor(needs: HttpApisNeeds) {
    this.#needs = needs;
  }

  /** Makes an API and opens its address; its routes come after it. */
  create(id: string, cors: CorsSettings | undefined): HttpApi {
    const host = `${id}.execute-api.${REGION}.amazonaws.com`;
    const api = new HttpApi(id, host, cors, this.#needs);
    this.#apis.set(id, api);
    this.#needs.endpoints.add({
      host,
      base: `/_aws/execute-api/${id}`,
      handle: (request, response, url) => api.handle(request, response, url),
    });
    return api;
  }

  /** How the tokens of an issuer are verified. */
  verifierOf(issuer: string): Verifier {
    return verifierOf(issuer, this.#needs);
  }

  /** The API of that id, when the template has it. */
  api(id: string): HttpApi | undefined {
    return this.#apis.get(id);
  }
}
