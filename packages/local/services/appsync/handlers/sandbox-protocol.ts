// What can come of running a handler, and what is said between the engine and the sandbox's thread.

/** The two hooks of a namespace. */
export type Hook = 'onPublish' | 'onSubscribe';

/** How a hook is exported: a function, or an object with `request` and `response` for a data source. */
export type Shape = 'function' | 'phases' | 'neither';

/** Which part of a hook runs: the function itself, or one of the two phases. */
export type Phase = 'self' | 'request' | 'response';

/** The end of one run. `stash` is what the phases of one evaluation share. */
export type Outcome =
  | { kind: 'returned' | 'early'; value?: unknown; stash?: unknown }
  | { kind: 'error'; message: string; errorType?: string }
  | { kind: 'unauthorized' }
  /** The code threw, ran too long or took too much memory. */
  | { kind: 'broken'; message: string };

/** A line that the code wrote. */
export type LogLine = { level: 'log' | 'error'; text: string };

/** One run of one piece of code. */
export type Run = { hook: Hook; phase: Phase; ctx: string; now: number; authType: string };

/** What the sandbox's thread is told. `id` names the code. */
export type Order = { kind: 'load'; id: number; code: string } | ({ kind: 'run'; id: number } & Run);

/** What it answers, in the order of the orders. */
export type Report =
  | { kind: 'loaded'; shapes: Partial<Record<Hook, Shape>> }
  | { kind: 'refused'; message: string }
  | { kind: 'ran'; outcome: Outcome; log: readonly LogLine[] };
