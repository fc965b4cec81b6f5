// Public interface of the EventBridge Pipes service.
export { Checkpoint, type PendingRecord, readCheckpoint } from './checkpoint.ts';
export { laneOf } from './lanes.ts';
export { pipesResources } from './pipes-resources.ts';
export { type PermissionCheck, type PipeStatus, Pipes, type PipesDeps } from './pipes-service.ts';
export { parseRecordFilter, type RecordFilter } from './record-filter.ts';
export {
  afterFailure,
  encodeBatchInfo,
  type GiveUpCondition,
  maxAgeMsOf,
  type RetryLimits,
} from './retry-and-dead-letter.ts';
export { createdAt, type StreamRecord, type StreamSource } from './source-record.ts';
