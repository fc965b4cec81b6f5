// Public interface of the Lambda service.

export { EventSourceMappings, eventSourceResources } from './event-sources/index.ts';
export { type FunctionSettings, parseFunctionSettings } from './function-settings.ts';
export { functionUrlResources } from './function-url.ts';
export { serveInvokeApi } from './invoke-api.ts';
export type { LambdaDeps } from './lambda-deps.ts';
export { lambdaResources } from './lambda-resources.ts';
export { type InvokeResponse, Lambda } from './lambda-service.ts';
export { type ResponseSink, type StreamHead, StreamHeadReader } from './response-sink.ts';
