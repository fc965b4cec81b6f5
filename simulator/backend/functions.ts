// The functions, in execution environments that are created on demand, stay warm, and crash.
import type { Request, Response } from '../../packages/cloud/functions/http.ts';
import { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';
import { DocumentClient } from './document-client.ts';
import { FUNCTIONS, type HttpFunction, servicesOf } from './function-routes.ts';
import type { Machine } from './machine.ts';
import type { ObjectBuckets } from './object-bucket.ts';
import { TABLES } from './table-names.ts';

/** Execution environments of one function that stay warm. */
const INSTANCES_MAX = 4;

/** Rows of one read for an append: few in some seeds, so that pages have to read the log first. */
const ROWS_MAX = [4, 10, 2_000];

/** The response of a function that crashed. */
export const CRASHED: Response = { statusCode: 500, body: '{"message":"Internal Server Error"}' };

/** Entries of the blocks of a log that become segments of the search index, so small that a run has several. */
const BLOCK_SIZES = [
  [4, 8],
  [8, 32],
  [512, 4_096],
] as const;

type ExecutionEnvironment = {
  lifetime: Lifetime;
  handler: (request: Request) => Promise<Response>;
  busy: boolean;
  crashed: (() => void) | undefined;
};

/** All functions of the stack. */
export class Functions {
  readonly #context: RunContext;
  readonly #machine: Machine;
  readonly #buckets: ObjectBuckets;
  readonly #rowsMax: number;
  readonly #blockSizes: (typeof BLOCK_SIZES)[number];
  readonly #instances = new Map<string, ExecutionEnvironment[]>();

  constructor(context: RunContext, machine: Machine, buckets: ObjectBuckets) {
    this.#buckets = buckets;
    this.#blockSizes = context.random.branch('blocks').pick(BLOCK_SIZES);
    this.#rowsMax = context.random.branch('rows').pick(ROWS_MAX);
    this.#context = context;
    this.#machine = machine;
  }

  /** Invokes the function of a route. */
  async call(routeKey: string, request: Request): Promise<Response> {
    const { faults } = this.#context;
    if (faults.occurs('function crashes at start')) return CRASHED;
    const called = FUNCTIONS.get(routeKey);
    if (!called) throw new Error(`The route ${routeKey} has no function.`);
    const instance = this.#instance(called);
    instance.busy = true;
    return new Promise((resolve) => {
      instance.crashed = () => resolve(CRASHED);
      void instance.handler(request).then((response) => {
        instance.busy = false;
        resolve(response);
      });
    });
  }

  #instance(called: HttpFunction): ExecutionEnvironment {
    const warm = this.#instances.get(called.name) ?? [];
    this.#instances.set(called.name, warm);
    const free = warm.find(({ busy }) => !busy);
    if (free && !this.#context.faults.occurs('function cold start')) return free;
    const started = this.#start(called, warm);
    warm.unshift(started);
    if (warm.length > INSTANCES_MAX && !warm.at(-1)?.busy) warm.pop();
    return started;
  }

  #start({ name, handlerOf }: HttpFunction, warm: ExecutionEnvironment[]): ExecutionEnvironment {
    const lifetime = new Lifetime(this.#context.clock, this.#context.random.integer(-500, 500));
    const crash = () => {
      lifetime.end();
      warm.splice(warm.indexOf(instance), 1);
      this.#context.addTrace('function', `${name} crashed`);
      instance.crashed?.();
    };
    const client = new DocumentClient(this.#context, this.#machine, lifetime, crash);
    const services = servicesOf(client, TABLES, {
      now: () => lifetime.now(),
      random: this.#context.random.draw,
      rowsMax: this.#rowsMax,
      wait: (ms: number) => new Promise((resolve) => lifetime.after(ms, resolve)),
    });
    const buckets = { buckets: this.#buckets, user: { lifetime, crash }, blockSizes: this.#blockSizes };
    const handler = handlerOf(services, buckets);
    const instance: ExecutionEnvironment = { lifetime, handler, busy: false, crashed: undefined };
    return instance;
  }
}
