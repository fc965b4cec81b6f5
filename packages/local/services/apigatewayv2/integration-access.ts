// Whether the integration of a route may invoke its function.
import type { IncomingMessage } from 'node:http';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { type AccessDeps, mayInvoke } from './function-access.ts';
import type { Integration } from './http-api-definition.ts';
import type { RouteKey } from './route-selection.ts';
import type { Stage } from './stage.ts';

/** The policies that decide; `hasPermission`: whether the template gives API Gateway any permission for a function. */
type Deps = AccessDeps & { lambda: { hasPermission?(functionArn: string, service: string): boolean } };

/** Functions that were reported: one line each is enough. */
const reported = new WeakMap<object, Set<string>>();

/**
 * Whether API Gateway may invoke the function of a route. Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for
 * HTTP APIs" and "Troubleshooting issues with HTTP API Lambda integrations": the source is `API/STAGE/METHOD/PATH` of the route key. A
 * function without any permission for API Gateway runs and is reported, where AWS answers 500.
 */
export function mayIntegrate(
  apiId: string,
  { name: stage }: Pick<Stage, 'name'>,
  key: RouteKey,
  { functionArn, roleArn }: Integration,
  { method }: Pick<IncomingMessage, 'method'>,
  deps: Deps,
): boolean {
  const arn = (resource: string) => `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiId}/${stage}/${resource}`;
  const [routeMethod = '', path = ''] = key.text === '$default' ? ['$default'] : key.text.split(' ');
  const ofRoute = arn(`${routeMethod}${path}`);
  if (roleArn !== undefined) return mayInvoke({ functionArn, roleArn, sourceArn: ofRoute }, deps);
  if (deps.lambda.permits(functionArn, SERVICE, ofRoute)) return true;
  // A route for any method is invoked for the method of the request.
  if (path !== '' && deps.lambda.permits(functionArn, SERVICE, arn(`${method}${path}`))) return true;
  if (deps.lambda.hasPermission?.(functionArn, SERVICE) === false) return reportMissing(functionArn, deps);
  return mayInvoke({ functionArn, roleArn, sourceArn: ofRoute }, deps);
}

const SERVICE = 'apigateway.amazonaws.com';

function reportMissing(functionArn: string, { lambda, say }: Deps): true {
  const known = reported.get(lambda) ?? new Set();
  reported.set(lambda, known);
  if (!known.has(functionArn))
    say(
      `${functionArn} has no AWS::Lambda::Permission for ${SERVICE}: it is invoked here, and on AWS the API answers 500.`,
    );
  known.add(functionArn);
  return true;
}
