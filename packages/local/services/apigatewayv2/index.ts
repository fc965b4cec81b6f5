// Public interface of the API Gateway (HTTP APIs) service.
export { apiGatewayResources } from './apigatewayv2-resources.ts';
export { HttpApis } from './apigatewayv2-service.ts';
export type { HttpApisDeps } from './http-api-deps.ts';
