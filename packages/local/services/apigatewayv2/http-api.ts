// One HTTP API: its definition, and its answer to each request.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../../errors.ts';
import { ConnectionLost, Hop } from '../../fault-injection/index.ts';
import { type CorsSettings, corsHeaders } from './cors.ts';
import type { HttpApiDefinition, HttpAuthorizer, Integration, Route } from './http-api-definition.ts';
import type { HttpApisDeps } from './http-api-deps.ts';
import { errorResponse, type HttpResponse, sendResponse } from './integration-response.ts';
import { RequestAuthorizers } from './request-authorizer.ts';
import { RequestPace } from './request-pace.ts';
import { respond, type StepsDeps } from './request-steps.ts';
import { parseRouteKey } from './route-selection.ts';
import type { Stage } from './stage.ts';

/** An HTTP API. The template's resources add their routes, stages, integrations and authorizers to it. */
export class HttpApi implements HttpApiDefinition {
  readonly id: string;
  readonly host: string;
  readonly cors: CorsSettings | undefined;
  readonly routes: Route[] = [];
  readonly integrations = new Map<string, Integration>();
  readonly authorizers = new Map<string, HttpAuthorizer>();
  readonly stages = new Map<string, Stage>();
  readonly #deps: StepsDeps;

  constructor(
    id: string,
    host: string,
    cors: CorsSettings | undefined,
    deps: HttpApisDeps,
    pace: RequestPace = new RequestPace(),
  ) {
    this.id = id;
    this.host = host;
    this.cors = cors;
    this.#deps = {
      ...deps,
      hop: deps.hop ?? new Hop('http', deps.clock),
      pace,
      lambdaAuthorizers: new RequestAuthorizers(id, deps),
    };
  }

  /** Adds a route; `routeKey` is `GET /channels/{channel}`, `ANY /{proxy+}` or `$default`. */
  addRoute(routeKey: string, route: Omit<Route, 'key'>): void {
    this.routes.push({ ...route, key: parseRouteKey(routeKey) });
  }

  /** Whether the template has created this route. */
  hasRoute(routeKey: string): boolean {
    return this.routes.some(({ key }) => key.text === routeKey);
  }

  /** Answers one request. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    // As in API Gateway: eleven bytes in base64, so that every id ends in `=`.
    const requestId = randomBytes(11).toString('base64');
    let answer: HttpResponse;
    try {
      answer = await respond(this, { request, url, requestId }, this.#deps);
    } catch (error) {
      if (error instanceof ConnectionLost) return void request.socket.destroy();
      if (!(error instanceof AwsError)) throw error;
      answer = errorResponse(error);
    }
    const cors = this.cors && corsHeaders(this.cors, request, this.#deps.endpoints);
    sendResponse(request, response, answer, { ...cors, 'apigw-requestid': requestId });
  }
}
