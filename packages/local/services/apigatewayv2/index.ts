// Public interface of the API Gateway (HTTP APIs) service, and what REST APIs share with it.
export { apiGatewayResources } from './apigatewayv2-resources.ts';
export { HttpApis } from './apigatewayv2-service.ts';
export { type AuthorizerPolicy, decideInvoke, parseAuthorizerPolicy } from './authorizer-policy.ts';
export { type AccessDeps, mayInvoke } from './function-access.ts';
export type { HttpApisDeps } from './http-api-deps.ts';
export { formatRequestTime, isForwarded, newTraceHeader, sourceIpOf } from './integration-event.ts';
export { isRecord } from './integration-response.ts';
export { scopesOf, toClaimString } from './jwt-authorizer.ts';
export { limitHeaders, tracedRequest, withTimeout } from './request-steps.ts';
export { findRoute, parseRouteKey, type RouteKey } from './route-selection.ts';
export { Throttle } from './stage.ts';
