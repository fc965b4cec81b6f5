// Which of a function's waiting invocations begins next, and in which of its environments.
import { availableParallelism } from 'node:os';

/** Invocations that work at the same time. More than processors make each of them slower. */
const WORKING_MAX = availableParallelism();

/** An invocation that has waited for so long for the environment of its path, or to run alone, runs beside others. */
const BESIDE_AFTER_MS = 20;

/** So many waiting invocations, of which one has waited for so long, are worth loading the code once more beside those that work. */
const START_FROM_WAITING = 8;
const START_AFTER_MS = 50;

/** Paths whose environment is remembered. */
const PATHS_MAX = 1_000;

/** A waiting invocation: the path of the HTTP request that it is for, if any, and the time in milliseconds since which it waits. */
export type WaitingInvocation = { path?: string | undefined; sinceMs: number };

/** Where an invocation can begin now: in an environment, which may be a new one. */
export type Beginning<Environment> = { environment: Environment | 'new'; isOwn: boolean };

/**
 * The order of a function's invocations. Those of one path write to the same rows: two at once would conflict, and an environment
 * remembers what it has read. So they run one after another, in the environment that served the path last. Those of several paths run
 * side by side, so that they wait for the disk together; those without a path run alone.
 */
export class InvocationOrder<Environment extends { readonly alive: boolean }> {
  readonly #served = new Map<string, Environment>();
  /** The path for which each environment works. */
  readonly #working = new Map<Environment, string | undefined>();

  /** Records that an environment begins to work for a path. */
  begin(environment: Environment, path: string | undefined): void {
    this.#working.set(environment, path);
    if (path === undefined) return;
    this.#served.delete(path);
    this.#served.set(path, environment);
    const [oldest] = this.#served.keys();
    if (this.#served.size > PATHS_MAX && oldest !== undefined) this.#served.delete(oldest);
  }

  /** Records that an environment works no more, although its invocation may go on. */
  end(environment: Environment): void {
    this.#working.delete(environment);
  }

  /** Whether an invocation could begin if an environment was free. */
  get hasRoom(): boolean {
    return this.#working.size < WORKING_MAX;
  }

  /**
   * Where an invocation can begin; undefined when it has to wait. `idle` are the free environments, the last used one last, and
   * `waiting` is the number of invocations that wait.
   */
  beginningOf(
    { path, sinceMs }: WaitingInvocation,
    { idle, waiting, nowMs }: { idle: readonly Environment[]; waiting: number; nowMs: number },
  ): Beginning<Environment> | undefined {
    if (!this.hasRoom) return undefined;
    const isAlone = this.#working.size === 0;
    const waitedMs = nowMs - sinceMs;
    const own = path === undefined ? undefined : this.#served.get(path);
    if (own && idle.includes(own)) return { environment: own, isOwn: true };
    if (own && this.#working.has(own) && this.#working.get(own) === path) return undefined;
    if ((path === undefined ? !isAlone : own && this.#working.has(own)) && waitedMs < BESIDE_AFTER_MS) return undefined;
    const mayStart = isAlone || (waiting >= START_FROM_WAITING && waitedMs >= START_AFTER_MS);
    const environment = idle.at(-1) ?? (mayStart ? 'new' : undefined);
    return environment && { environment, isOwn: !own?.alive };
  }
}
