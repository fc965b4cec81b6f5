// A kind of actions that some seeds have beside the basic ones: what its users do, the part of the page that they use, and its rules.
import type { HttpRequest } from '../backend/api-gateway.ts';
import type { Logs, Violation } from '../checker/records.ts';
import type { SeededRandom } from '../determinism/seeded-random.ts';
import type { Environment } from '../environment.ts';
import type { Tab } from '../page/tab.ts';

/** An action and how often it is chosen. */
export type Action = readonly [weight: number, action: () => void];

/** The users who act, with the random numbers of the kind. */
export type Users = { random: SeededRandom; usernames: readonly string[]; readonly tabs: readonly Tab[] };

/** A kind of actions in one run. */
export interface ActionsOfKind {
  readonly actions: readonly Action[];
  /** Is called when a page has started. Returns what is called when the page ends. */
  startPage?(tab: Tab): () => void;
  /** Is called with each successful response that has reached a page. */
  onResponse?(tab: Tab, request: HttpRequest, response: Readonly<Record<string, unknown>>): void;
  /** After all faults and after the end of all activity: does what the rules need, such as reading everything. */
  finish?(advance: (ms: number) => Promise<void>): Promise<void>;
  /** Is called when some days have passed without any page; without it, no days pass. */
  afterDays?(): void;
  /** Checks its rules at the end. */
  check?(logs: Logs): Violation[];
}

/** A kind of actions. `share` is the share of the seeds that have it. */
export type ActionKind = { name: string; share: number; start(environment: Environment, users: Users): ActionsOfKind };

/** A random tab; undefined if its device is suspended. */
export function activeTab({ random, tabs }: Users): Tab | undefined {
  const tab = random.pick(tabs);
  return tab.lifetime.suspended ? undefined : tab;
}

/** The steps in which time passes until work is done, and the time after which it must be. */
const STEP_MS = 200;
const WORK_MAX_MS = 60_000;

/** Lets time pass until some work is done, and returns its result. */
export async function settle<Result>(work: Promise<Result>, advance: (ms: number) => Promise<void>): Promise<Result> {
  let done = false;
  const end = () => {
    done = true;
  };
  work.then(end, end);
  for (let passed = 0; !done; passed += STEP_MS) {
    if (passed > WORK_MAX_MS) throw new Error(`The work is not done after ${WORK_MAX_MS} ms.`);
    await advance(STEP_MS);
  }
  return work;
}
