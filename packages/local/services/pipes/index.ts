// Public interface of the EventBridge Pipes service.
export { pipesResources } from './pipes-resources.ts';
export { type PermissionCheck, type PipeStatus, Pipes, type PipesDeps } from './pipes-service.ts';
export type { StreamRecord, StreamSource } from './source-record.ts';
