// The door of EventBridge Pipes.
export { pipesResources } from './pipes-resources.ts';
export { type Permission, type PipeStatus, Pipes, type PipesNeeds } from './pipes-service.ts';
export type { StreamRecord, StreamSource } from './source-record.ts';
