// The parts of one HTTP API that the template defines.
import type { CorsSettings } from './cors.ts';
import type { JwtAuthorizer } from './jwt-authorizer.ts';
import type { RequestAuthorizer } from './request-authorizer.ts';
import type { RouteKey } from './route-selection.ts';
import type { Stage } from './stage.ts';

/** An authorizer of an API. */
export type HttpAuthorizer = JwtAuthorizer | RequestAuthorizer;

/** An integration with a Lambda function. */
export type Integration = {
  functionArn: string;
  /** The role that API Gateway assumes, in place of the function's own policy. */
  roleArn: string | undefined;
  payloadVersion: '1.0' | '2.0';
  timeoutMs: number;
};

/** A route. `authorizer` is the id of an authorizer of the API; without scopes any valid token is accepted. */
export type Route = {
  key: RouteKey;
  integration: string;
  authorizer: string | undefined;
  scopes: readonly string[];
};

/** An HTTP API as its resources define it. */
export type HttpApiDefinition = {
  readonly id: string;
  readonly host: string;
  readonly cors: CorsSettings | undefined;
  readonly routes: readonly Route[];
  readonly integrations: ReadonlyMap<string, Integration>;
  readonly authorizers: ReadonlyMap<string, HttpAuthorizer>;
  readonly stages: ReadonlyMap<string, Stage>;
};
