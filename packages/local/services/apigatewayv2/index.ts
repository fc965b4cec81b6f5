// The door of the API Gateway (HTTP APIs) service.
export { HttpApis } from './http-apis.ts';
export { apiGatewayKinds } from './kinds.ts';
export type { HttpApisNeeds } from './needs.ts';
