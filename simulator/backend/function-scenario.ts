// Warm functions on the same tables, without faults and without HTTP: for tests of what several of them do at the same time.
import { withDeterministicGlobals } from '../determinism/deterministic-globals.ts';
import { Lifetime } from '../determinism/lifetime.ts';
import { RunContext } from '../determinism/run-context.ts';
import { DocumentClient } from './document-client.ts';
import { type Services, servicesOf } from './function-routes.ts';
import { Machine } from './machine.ts';
import { TABLES } from './table-names.ts';

type Settings = { messagesPerMinute?: number };

export type FunctionScenario = {
  /** The services of one more function. `beforeCall` is called with the operation of each of its calls of a table, and delays it. */
  newServices(beforeCall?: (operation: string) => Promise<void>, settings?: Settings): Services;
  /** Lets virtual time pass until some work is done, and returns its result. */
  settle<Result>(work: Promise<Result>): Promise<Result>;
  /** Lets so much virtual time pass. */
  advance(ms: number): Promise<void>;
  /**
   * Runs two actions in functions of their own: the first makes `before` calls of the tables, then the second `between`, then the
   * first continues to its end, and then the second. Errors are ignored: a refusal is a result as well.
   */
  interleave(actions: readonly [FunctionAction, FunctionAction], calls: readonly [number, number]): Promise<void>;
};

/** What is done in one function. */
export type FunctionAction = (services: Services) => Promise<unknown>;

/** The steps in which time passes until work is done, and the time after which it must be. */
const STEP_MS = 20;
const SETTLE_MAX_MS = 60_000;

/** The steps in which a call is made. */
const CALL_MS = 5;

/** Runs a scenario on empty tables. */
export function withFunctions(scenario: (functions: FunctionScenario) => Promise<void>): Promise<void> {
  const context = new RunContext(1);
  context.faults.stopped = true;
  const { clock } = context;
  const machine = new Machine(context, async () => []);
  const advance = (ms: number) => clock.runTo(clock.now() + ms);
  const settle = async <Result>(work: Promise<Result>): Promise<Result> => {
    let done = false;
    const end = () => {
      done = true;
    };
    work.then(end, end);
    for (let passed = 0; !done; passed += STEP_MS) {
      if (passed > SETTLE_MAX_MS) throw new Error(`The work is not done after ${SETTLE_MAX_MS} ms.`);
      await advance(STEP_MS);
    }
    return work;
  };
  const newServices = (
    beforeCall: (operation: string) => Promise<void> = async () => {},
    settings: Settings = {},
  ): Services => {
    const lifetime = new Lifetime(clock);
    const client = new DocumentClient(context, machine, lifetime, () => undefined);
    const send: DocumentClient['send'] = async (command) => {
      await beforeCall(command.operation);
      return client.send(command);
    };
    const wait = (ms: number) => new Promise<void>((resolve) => lifetime.after(ms, resolve));
    return servicesOf({ send }, TABLES, { ...settings, now: () => lifetime.now(), random: () => 0.5, wait });
  };
  const interleave: FunctionScenario['interleave'] = async (actions, [before, between]) => {
    const running = actions.map((action) => {
      const state = { done: false, resume: undefined as (() => void) | undefined };
      const beforeCall = () =>
        new Promise<void>((resolve) => {
          state.resume = resolve;
        });
      const end = () => {
        state.done = true;
      };
      void action(newServices(beforeCall)).then(end, end);
      return state;
    });
    const step = async (index: 0 | 1) => {
      const state = running[index];
      if (!state) return;
      while (!state.done && !state.resume) await advance(CALL_MS);
      state.resume?.();
      state.resume = undefined;
      while (!state.done && !state.resume) await advance(CALL_MS);
    };
    for (let call = 0; call < before; call += 1) await step(0);
    for (let call = 0; call < between; call += 1) await step(1);
    for (const index of [0, 1] as const) while (!running[index]?.done) await step(index);
  };
  return withDeterministicGlobals(clock, context.random, async () => {
    await settle(machine.start());
    await scenario({ newServices, settle, advance, interleave });
  });
}
