// Public interface of the event source mappings.
export { EventSourceMappings } from './event-source-mappings.ts';
export { eventSourceResources } from './event-source-resources.ts';
