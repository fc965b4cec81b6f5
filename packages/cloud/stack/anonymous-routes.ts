// Routes that take no token: each with a throttle of its own.
import { ROUTES, type RouteName, routeKey } from '@parley/chat';
import {
  type CfnRoute,
  type CfnStage,
  type HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRouteIntegration,
} from 'aws-cdk-lib/aws-apigatewayv2';

/**
 * The limit of a route for all callers together. Callers without a token cannot be told apart, so no limit can apply to each of them: a
 * flood keeps other such callers out, and takes nothing from users with an account.
 */
export type AnonymousThrottle = { ThrottlingRateLimit: number; ThrottlingBurstLimit: number };

/** Adds routes without an authorizer to an API. */
export function addAnonymousRoutes<Name extends RouteName>(
  api: HttpApi,
  throttles: Readonly<Record<Name, AnonymousThrottle>>,
  integrationOf: (name: Name) => HttpRouteIntegration,
): void {
  const stage = api.defaultStage?.node.defaultChild as CfnStage;
  const names = Object.keys(throttles) as Name[];
  stage.routeSettings = {
    ...(stage.routeSettings as object | undefined),
    ...Object.fromEntries(names.map((name) => [routeKey(name), throttles[name]])),
  };
  for (const name of names) {
    const { method, path } = ROUTES[name];
    const [route] = api.addRoutes({
      path,
      methods: [HttpMethod[method]],
      integration: integrationOf(name),
      authorizer: new HttpNoneAuthorizer(),
      authorizationScopes: [],
    });
    // API Gateway refuses the settings of a route that does not exist yet.
    stage.addResourceDependency(route?.node.defaultChild as CfnRoute);
  }
}
