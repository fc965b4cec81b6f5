// A QuickJS virtual machine for the code of one namespace: no files, network or timers, and bounded time and memory.
import { readFileSync } from 'node:fs';
import { newQuickJSWASMModule, type QuickJSContext, type QuickJSHandle, type QuickJSRuntime } from 'quickjs-emscripten';
import { hostFunctions } from './host-functions.ts';
import type { HandlerOutcome, HandlerRun, Hook, LogLine, Shape } from './sandbox-protocol.ts';

/** Memory limit of one namespace's code. Five events of 240 KB, parsed and copied a few times, take a third of it. */
const MEMORY_BYTES = 32 * 1024 * 1024;

/** Stack limit; APPSYNC_JS has no recursion. */
const STACK_BYTES = 256 * 1024;

/**
 * QuickJS calls the interrupt handler about every 5,000 steps of a loop; 400 calls are some two million steps, a tenth of a
 * second. Steps are counted, not timed, so that a busy machine changes nothing.
 */
const INTERRUPTS_MAX = 400;

const RUNTIME = new URL('./runtime/', import.meta.url);
const MODULES = [
  'sandbox-entry',
  'appsync-globals',
  'appsync-runtime',
  'appsync-util',
  'dynamodb-filter',
  'dynamodb-helpers',
  'dynamodb-update',
  'dynamodb-values',
];
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ...MODULES.map((name) => [`parley:${name}.js`, source(`${name}.js`)] as const),
  ['@aws-appsync/utils', 'export const { extensions, runtime, util } = globalThis;'],
  ['@aws-appsync/utils/dynamodb', "export * from 'parley:dynamodb-helpers.js';"],
]);

type Machine = { runtime: QuickJSRuntime; context: QuickJSContext; hooks: QuickJSHandle; call: QuickJSHandle };

/** Runs the hooks of one namespace's code. A machine that failed is discarded, and the next run creates a new one. */
export class QuickJsVm {
  readonly #code: string;
  #machine: Machine | undefined;
  #shapes: Partial<Record<Hook, Shape>> = {};
  #interrupts = 0;
  #run: Pick<HandlerRun, 'now' | 'authType'> = { now: 0, authType: '' };
  #log: LogLine[] = [];

  constructor(code: string) {
    this.#code = code;
  }

  /** Evaluates the module once; throws what it throws. */
  async load(): Promise<Partial<Record<Hook, Shape>>> {
    this.#machine ??= await this.#build();
    return this.#shapes;
  }

  /** Runs one hook or phase; never throws. */
  async run(run: HandlerRun): Promise<{ outcome: HandlerOutcome; log: readonly LogLine[] }> {
    this.#run = run;
    this.#log = [];
    this.#interrupts = 0;
    let outcome: HandlerOutcome;
    try {
      this.#machine ??= await this.#build();
      this.#interrupts = 0;
      outcome = JSON.parse(call(this.#machine, run)) as HandlerOutcome;
    } catch (error) {
      // After an interrupt, or with its memory or stack exhausted, the state of a machine is undefined.
      this.#machine = undefined;
      outcome = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    return { outcome, log: this.#log };
  }

  async #build(): Promise<Machine> {
    const quickjs = await newQuickJSWASMModule();
    const runtime = quickjs.newRuntime();
    runtime.setMemoryLimit(MEMORY_BYTES);
    runtime.setMaxStackSize(STACK_BYTES);
    runtime.setInterruptHandler(() => ++this.#interrupts > INTERRUPTS_MAX);
    runtime.setModuleLoader(
      (name) => BUILT_IN.get(name) ?? { error: new Error(`${name} does not exist`) },
      (from, name) => (from.startsWith('parley:') ? name.replace('./', 'parley:') : name),
    );
    const context = runtime.newContext();
    const functions = hostFunctions({ run: () => this.#run, log: (line) => this.#log.push(line) });
    context
      .newFunction('__host', (name, values) =>
        context.newString(functions(context.getString(name), context.getString(values))),
      )
      .consume((host) => context.setProp(context.global, '__host', host));
    const main = context.unwrapResult(
      context.evalCode(source('sandbox-entry.js'), 'parley:sandbox-entry.js', { type: 'module' }),
    );
    const hooks = context.unwrapResult(context.evalCode(this.#code, 'handler.js', { type: 'module' }));
    const shape = context.getProp(main, 'shape');
    const shapes = context.unwrapResult(context.callFunction(shape, context.undefined, hooks));
    this.#shapes = JSON.parse(context.getString(shapes)) as Partial<Record<Hook, Shape>>;
    return { runtime, context, hooks, call: context.getProp(main, 'call') };
  }
}

function call({ context, hooks, call }: Machine, { hook, phase, ctx }: HandlerRun): string {
  const parts = [hook, phase, ctx].map((text) => context.newString(text));
  const result = context.unwrapResult(context.callFunction(call, context.undefined, hooks, ...parts));
  const text = context.getString(result);
  result.dispose();
  for (const part of parts) part.dispose();
  return text;
}

function source(name: string): string {
  return readFileSync(new URL(name, RUNTIME), 'utf8');
}
