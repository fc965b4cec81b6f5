// The messages between the engine and the handler sandbox's thread, and the outcomes of a run.

/** The two hooks of a namespace. */
export type Hook = 'onPublish' | 'onSubscribe';

/** The form of an exported hook: a function, or an object with `request` and `response` for a data source. */
export type Shape = 'function' | 'phases' | 'neither';

/** The part of a hook that runs: the function itself, or one of the two phases. */
export type Phase = 'self' | 'request' | 'response';

/** The end of one run. The phases of one evaluation share `stash`. */
export type HandlerOutcome =
  | { kind: 'returned' | 'early'; value?: unknown; stash?: unknown }
  | { kind: 'error'; message: string; errorType?: string }
  | { kind: 'unauthorized' }
  /** The code threw, ran too long or used too much memory. */
  | { kind: 'failed'; message: string };

/** A line that the code logged. */
export type LogLine = { level: 'log' | 'error'; text: string };

/** One run of loaded code. */
export type HandlerRun = { hook: Hook; phase: Phase; ctx: string; now: number; authType: string };

/** A request to the sandbox's thread. `id` identifies the code. */
export type SandboxRequest = { kind: 'load'; id: number; code: string } | ({ kind: 'run'; id: number } & HandlerRun);

/** A response of the thread, in the order of the requests. */
export type SandboxResponse =
  | { kind: 'loaded'; shapes: Partial<Record<Hook, Shape>> }
  | { kind: 'rejected'; message: string }
  | { kind: 'ran'; outcome: HandlerOutcome; log: readonly LogLine[] };
