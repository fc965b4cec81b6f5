// Public interface of the API Gateway (REST APIs) service.
export { restApiResources } from './apigateway-resources.ts';
export { RestApis } from './apigateway-service.ts';
export { awsCustomResource } from './aws-custom-resource.ts';
export type { RestApisDeps } from './rest-api-deps.ts';
