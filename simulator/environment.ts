// What a page has on the other side of its network: the HTTP API, AppSync, and the records of the run.
import type { Gateway } from './backend/api-gateway.ts';
import type { Machine } from './backend/machine.ts';
import type { Records } from './checker/records.ts';
import type { World } from './determinism/run-context.ts';

/** Everything that pages reach, and where it is written down. */
export type Shore = { world: World; machine: Machine; gateway: Gateway; records: Records };
