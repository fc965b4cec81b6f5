// The door of EventBridge Pipes.
export { pipesKinds } from './kinds.ts';
export { type Permission, type PipeStatus, Pipes, type PipesNeeds } from './pipes.ts';
export type { StreamRecord, StreamSource } from './record.ts';
