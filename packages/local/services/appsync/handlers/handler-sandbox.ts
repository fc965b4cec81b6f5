// The handler sandbox: a thread of its own, so that code that never ends blocks no other work and is terminated.
import { Worker } from 'node:worker_threads';
import { type Clock, systemClock } from '../../../clock.ts';
import { compileCache } from '../../../compile-cache.ts';
import type {
  HandlerOutcome,
  HandlerRun,
  Hook,
  LogLine,
  SandboxRequest,
  SandboxResponse,
  Shape,
} from './sandbox-protocol.ts';

/**
 * How long one run may take before its thread is terminated. QuickJS counts its steps and stops a loop in a tenth of a
 * second; this limit is for what it cannot count, such as one call on a text of many megabytes.
 */
export const RUN_MAX_MS = 5000;

type Pending = { request: SandboxRequest; resolve: (response: SandboxResponse) => void };

/** Runs the handlers of all namespaces. A terminated thread is replaced, and the requests behind the failed one run again. */
export class HandlerSandbox {
  readonly #clock: Clock;
  readonly #loads: (SandboxRequest & { kind: 'load' })[] = [];
  #pending: Pending[] = [];
  #worker: Worker | undefined;
  #cancelTimer: (() => void) | undefined;

  /** The clock is the system's in all but tests. */
  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Evaluates a module; returns its id and exports, or the reason why it cannot be evaluated. */
  async load(code: string): Promise<{ id: number; shapes: Partial<Record<Hook, Shape>> } | { rejected: string }> {
    const request = { kind: 'load', id: this.#loads.length, code } as const;
    this.#loads.push(request);
    const response = await this.#send(request);
    return response.kind === 'loaded' ? { id: request.id, shapes: response.shapes } : { rejected: messageOf(response) };
  }

  /** Runs a hook or a phase of loaded code; never throws. */
  async run(id: number, run: HandlerRun): Promise<{ outcome: HandlerOutcome; log: readonly LogLine[] }> {
    const response = await this.#send({ kind: 'run', id, ...run });
    return response.kind === 'ran' ? response : { outcome: { kind: 'failed', message: messageOf(response) }, log: [] };
  }

  /** Terminates the thread; pending runs end as broken. */
  async close(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    for (const { resolve } of pending) resolve({ kind: 'rejected', message: 'the engine is stopping' });
    await this.#terminate();
  }

  #send(request: SandboxRequest): Promise<SandboxResponse> {
    return new Promise((resolve) => {
      this.#pending.push({ request, resolve });
      this.#worker ??= this.#start();
      this.#worker.ref();
      this.#worker.postMessage(request);
      if (this.#pending.length === 1) this.#startTimer();
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./handler-sandbox.worker.ts', import.meta.url), {
      env: compileCache(),
      argv: [],
      execArgv: [],
    });
    worker.on('message', (response: SandboxResponse) => {
      if (worker === this.#worker) this.#onResponse(response);
    });
    worker.on('error', (error) => {
      if (worker === this.#worker) this.#onFailure(error.message);
    });
    return worker;
  }

  #onResponse(response: SandboxResponse): void {
    const first = this.#pending.shift();
    this.#startTimer();
    first?.resolve(response);
  }

  /** The first request has failed; those behind it have not started, and run again in a new thread. */
  #onFailure(message: string): void {
    const [failed, ...others] = this.#pending;
    void this.#terminate();
    this.#pending = [];
    const unloaded = new Set(others.map(({ request }) => request).filter(({ kind }) => kind === 'load'));
    const loads = this.#loads.filter((load) => !unloaded.has(load) && load !== failed?.request);
    for (const load of loads) void this.#send(load);
    for (const { request, resolve } of others) void this.#send(request).then(resolve);
    failed?.resolve({ kind: 'rejected', message });
  }

  #startTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#pending.length === 0) this.#worker?.unref();
    else this.#cancelTimer = this.#clock.after(RUN_MAX_MS, () => this.#onFailure(`ran longer than ${RUN_MAX_MS} ms`));
  }

  async #terminate(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

function messageOf(response: SandboxResponse): string {
  return response.kind === 'rejected' ? response.message : 'the response is of another kind';
}
