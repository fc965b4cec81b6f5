// What a page reaches over its network (the HTTP API, AppSync) and the records of the run.
import type { ApiGateway } from './backend/api-gateway.ts';
import type { Machine } from './backend/machine.ts';
import type { ObjectBuckets } from './backend/object-bucket.ts';
import type { Records } from './checker/records.ts';
import type { RunContext } from './determinism/run-context.ts';

/** The backend of a run, its clock and randomness, and the records for the checker. */
export type Environment = {
  context: RunContext;
  machine: Machine;
  buckets: ObjectBuckets;
  gateway: ApiGateway;
  records: Records;
};
