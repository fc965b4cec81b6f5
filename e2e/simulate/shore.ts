// What a page has on the other side of its network: the HTTP API, AppSync, and the records of the run.
import type { Gateway } from './gateway.ts';
import type { Machine } from './machine.ts';
import type { Records } from './records.ts';
import type { World } from './world.ts';

/** Everything that pages reach, and where it is written down. */
export type Shore = { world: World; machine: Machine; gateway: Gateway; records: Records };
