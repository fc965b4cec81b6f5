// One REST API: its definition, and its answer to each request.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../../errors.ts';
import { ConnectionLost, Hop } from '../../fault-injection/index.ts';
import { LambdaAuthorizers } from './function-authorizer.ts';
import { gatewayResponse } from './gateway-response.ts';
import type {
  CustomResponse,
  RestApiDefinition,
  RestAuthorizer,
  RestMethod,
  RestResource,
  RestStage,
} from './rest-api-definition.ts';
import type { RestApisDeps } from './rest-api-deps.ts';
import { mappingSources, readRequest } from './rest-request.ts';
import { type RestResponse, sendRestResponse } from './rest-response.ts';
import { respond, type StepsDeps } from './rest-steps.ts';
import type { UsagePlans } from './usage-plans.ts';

/** What the resource `AWS::ApiGateway::RestApi` itself defines. */
export type RestApiSettings = Pick<RestApiDefinition, 'id' | 'host' | 'binaryMediaTypes' | 'apiKeySource'>;

/** A REST API. The template's resources add their paths, methods, stages and authorizers to it. */
export class RestApi implements RestApiDefinition {
  readonly id: string;
  readonly host: string;
  readonly binaryMediaTypes: readonly string[];
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly resources = new Map<string, RestResource>();
  readonly methods: RestMethod[] = [];
  readonly authorizers = new Map<string, RestAuthorizer>();
  readonly stages = new Map<string, RestStage>();
  readonly deployments = new Set<string>();
  readonly gatewayResponses = new Map<string, CustomResponse>();
  /** What each request validator checks, by its id. */
  readonly validators = new Map<string, { parameters: boolean; body: boolean }>();
  readonly #deps: StepsDeps;

  constructor({ id, host, binaryMediaTypes, apiKeySource }: RestApiSettings, deps: RestApisDeps, plans: UsagePlans) {
    this.id = id;
    this.host = host;
    this.binaryMediaTypes = binaryMediaTypes;
    this.apiKeySource = apiKeySource;
    const hop = deps.hop ?? new Hop('http', deps.clock);
    this.#deps = { ...deps, hop, plans, lambdaAuthorizers: new LambdaAuthorizers(id, deps) };
  }

  /** Answers one request. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const requestId = randomUUID();
    let known = readRequest(this, { request, url, requestId, now: this.#deps.clock.now() });
    let answer: RestResponse;
    try {
      answer = await respond(this, known, this.#deps, (learned) => {
        known = learned;
      });
    } catch (error) {
      if (error instanceof ConnectionLost) return void request.socket.destroy();
      if (!(error instanceof AwsError)) throw error;
      answer = gatewayResponse(this, error, mappingSources(known, ''));
    }
    sendRestResponse(request, response, {
      ...answer,
      headers: { 'x-amzn-requestid': requestId, 'x-amz-apigw-id': requestId, ...answer.headers },
    });
  }
}
