// Chaos of appends: the real functions on the real tables, with lost, late and repeated attempts, and what must hold in the end.
import { newId } from '@parley/chat';
import type { AuthenticatedUser } from '../../packages/cloud/authenticated-user.ts';
import { ApiError } from '../../packages/cloud/errors.ts';
import { DocumentClient } from '../backend/document-client.ts';
import { type Services, servicesOf } from '../backend/function-routes.ts';
import { Machine } from '../backend/machine.ts';
import { TABLES } from '../backend/table-names.ts';
import { logsOf } from '../checker/checker.ts';
import type { Item, Violation } from '../checker/records.ts';
import { withDeterministicGlobals } from '../determinism/deterministic-globals.ts';
import { Lifetime } from '../determinism/lifetime.ts';
import { RunContext } from '../determinism/run-context.ts';
import { type Answer, type Outcome, sendMessage } from './chaos-sender.ts';

const CHANNEL = 'board';
const userOf = (username: string, ...groups: string[]): AuthenticatedUser => ({
  userId: `sub-${username}`,
  username,
  requestedName: username,
  groups,
});
const OWNER = userOf('ann', 'owners');
const USERS = [userOf('bob'), userOf('cy'), userOf('eve')];

/** Functions at the same time, and the rows of one read: few, so that `sync-first` is frequent in some seeds. */
const FUNCTIONS = 4;
const ROWS_MAX = [6, 15, 2_000];

/** The timeout of a sender, and the time after which every sender has ended, in steps. */
const TIMEOUT_MS = 5_000;
const END_MS = 3_600_000;
const STEP_MS = 1_000;

/** A period in which a user may not post: no entry behind the one seq, up to the other one, is by the user. */
type Restriction = { userId: string; after: number; upTo: number };

/** What a run did. */
export type ChaosCounts = { stored: number; attempts: number; retriesFound: number; syncFirst: number };
export type ChaosRun = { violations: Violation[]; trace: readonly string[]; counts: ChaosCounts };

/** Runs a seed: the same seed gives the same run. */
export function runAppendChaos(seed: number): Promise<ChaosRun> {
  const context = new RunContext(seed);
  return withDeterministicGlobals(context.clock, context.random.branch('globals'), () => new Chaos(context).run());
}

class Chaos {
  readonly #context: RunContext;
  readonly #machine: Machine;
  readonly #functions: (Services | undefined)[] = [];
  readonly #rowsMax: number;
  readonly #lossRate: number;
  readonly #restricted = new Set<string>();
  readonly #restrictions: Restriction[] = [];
  readonly #outcomes: Outcome[] = [];
  readonly #counts: ChaosCounts = { stored: 0, attempts: 0, retriesFound: 0, syncFirst: 0 };

  constructor(context: RunContext) {
    this.#context = context;
    this.#machine = new Machine(context, async () => []);
    this.#rowsMax = context.random.pick(ROWS_MAX);
    this.#lossRate = context.random.pick([0.03, 0.1, 0.3]);
  }

  async run(): Promise<ChaosRun> {
    const { random, faults } = this.#context;
    faults.stopped = true;
    void this.#machine.start();
    await this.#advance(1_000);
    const work: Promise<unknown>[] = [];
    await this.#finish(this.#begin());
    faults.stopped = false;
    const actions = random.integer(20, 50);
    for (let action = 0; action < actions; action += 1) {
      await this.#advance(random.pick([1, 20, 200, 1_000]) * random.draw());
      work.push(random.chance(0.1) ? this.#restrict() : this.#send());
      // A function that was idle is gone.
      if (random.chance(0.05)) this.#functions[random.integer(0, FUNCTIONS - 1)] = undefined;
    }
    await this.#advance(random.pick([0, 5_000]));
    faults.stopped = true;
    await this.#finish(Promise.all(work));
    // Attempts for which nobody waits any more.
    await this.#advance(15_000);
    return { violations: this.#violations(), trace: this.#context.trace, counts: this.#counts };
  }

  async #begin(): Promise<void> {
    await this.#insist(({ channels }) => channels.create({ kind: 'public', name: CHANNEL, topic: '' }, OWNER));
    for (const user of USERS) await this.#insist(({ joinLeave }) => joinLeave.join(CHANNEL, user));
  }

  /** A user sends a message: from one tab or two, and sometimes a wrong program uses its id or the position of another log. */
  async #send(): Promise<void> {
    const { random } = this.#context;
    const user = random.pick(USERS);
    const head = await this.#insist(({ log }) => log.head(CHANNEL));
    // What the sender has seen may be old.
    const after = Math.max(0, head.seq - (random.chance(0.3) ? random.integer(0, 20) : 0));
    const id = newId();
    const message = { id, text: `text of ${id}`, after };
    const messages = [message];
    if (random.chance(0.25)) messages.push(message);
    if (random.chance(0.1)) messages.push({ ...message, text: `other text of ${id}` });
    if (random.chance(0.1)) messages.push({ id: newId(), text: 'of another log', after: head.seq + 500 });
    const sent = messages.map((one) =>
      sendMessage(one, {
        random,
        post: (newEntry, from) => this.#answer(({ posts }) => posts.create(CHANNEL, { newEntry, after: from }, user)),
        readPage: (from) => this.#answer(({ log }) => log.page(CHANNEL, { after: from, limit: 200 })),
        wait: (ms) => this.#context.clock.sleep(ms),
        counts: this.#counts,
      }),
    );
    this.#outcomes.push(...(await Promise.all(sent)));
  }

  /** Bans or mutes a user for a while. */
  async #restrict(): Promise<void> {
    const { random, clock } = this.#context;
    const user = random.pick(USERS);
    const { userId } = user;
    if (this.#restricted.has(userId)) return;
    this.#restricted.add(userId);
    const isBan = random.chance(0.5);
    const change = (on: boolean) =>
      this.#insist(({ moderation }) =>
        moderation.changeMember(CHANNEL, userId, isBan ? { banned: on } : { mutedMinutes: on ? 600 : 0 }, OWNER),
      );
    await change(true);
    const { seq: after } = await this.#insist(({ log }) => log.head(CHANNEL));
    await clock.sleep(random.draw() * 5_000);
    const { seq: upTo } = await this.#insist(({ log }) => log.head(CHANNEL));
    this.#restrictions.push({ userId, after, upTo });
    await change(false);
    if (isBan) await this.#insist(({ joinLeave }) => joinLeave.join(CHANNEL, user));
    this.#restricted.delete(userId);
  }

  /** One attempt over the network: it may be late, its response may be lost, and it continues when nobody waits for it any more. */
  #answer<Result>(request: (services: Services) => Promise<Result>): Promise<Answer<Result>> {
    const { random, clock } = this.#context;
    const isLost = random.chance(this.#lossRate);
    const response = async (): Promise<Answer<Result>> => {
      await clock.sleep(random.chance(0.15) ? random.integer(500, 8_000) : random.integer(1, 30));
      const result = await request(this.#function()).catch((error: unknown) => {
        if (error instanceof ApiError && error.status < 500) return error;
        return undefined;
      });
      return isLost ? new Promise(() => undefined) : result;
    };
    return Promise.race([response(), clock.sleep(TIMEOUT_MS).then(() => undefined)]);
  }

  /** Repeats a request until it succeeds. */
  async #insist<Result>(request: (services: Services) => Promise<Result>): Promise<Result> {
    for (;;) {
      const ended = this.#context.clock.sleep(TIMEOUT_MS).then(() => undefined);
      const result = request(this.#function()).then(
        (value) => ({ value }),
        () => undefined,
      );
      const done = await Promise.race([result, ended]);
      if (done) return done.value;
      await this.#context.clock.sleep(50);
    }
  }

  #function(): Services {
    const { random, clock } = this.#context;
    const index = random.integer(0, FUNCTIONS - 1);
    const warm = this.#functions[index];
    if (warm) return warm;
    const lifetime = new Lifetime(clock, random.integer(-500, 500));
    const crash = () => {
      lifetime.end();
      if (this.#functions[index] === services) this.#functions[index] = undefined;
    };
    const services = servicesOf(new DocumentClient(this.#context, this.#machine, lifetime, crash), TABLES, {
      now: () => lifetime.now(),
      random: random.draw,
      wait: (ms: number) => new Promise((resolve) => lifetime.after(ms, resolve)),
      rowsMax: this.#rowsMax,
    });
    this.#functions[index] = services;
    return services;
  }

  #advance(ms: number): Promise<void> {
    const { clock } = this.#context;
    return clock.runTo(clock.now() + ms);
  }

  async #finish(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    const end = () => {
      isDone = true;
    };
    work.then(end, end);
    for (let passed = 0; !isDone && passed < END_MS; passed += STEP_MS) await this.#advance(STEP_MS);
    if (!isDone) throw new Error(`The senders have not ended after ${END_MS} ms.`);
    await work;
  }

  #violations(): Violation[] {
    const bucket = this.#machine.running?.storage.bucket(`dynamodb.items.${TABLES.log}`);
    const log = logsOf([...(bucket?.values() ?? [])] as Item[]).get(CHANNEL) ?? [];
    this.#counts.stored += log.length;
    const violations: Violation[] = [];
    const report = (rule: string, description: string) => violations.push({ rule, description });
    const gap = log.find(({ seq }, index) => seq !== index + 1);
    if (gap) report('seqs are contiguous', `The entry before ${gap.seq} is missing.`);
    for (const [id, copies] of Map.groupBy(log, (entry) => entry.id))
      if (copies.length > 1) report('stored once', `${id} is stored as ${copies.map(({ seq }) => seq).join(' and ')}.`);
    for (const { id, text, entry, isFound } of this.#outcomes) {
      if (!entry) continue;
      const stored = log[entry.seq - 1];
      // An entry that is found by its id may be that of the program that uses ids twice.
      if (stored?.id !== id || (!isFound && stored.message !== text))
        report(
          'acknowledged is stored',
          `${text}, acknowledged as ${entry.seq}; the log has ${stored?.message} there.`,
        );
    }
    for (const { userId, after, upTo } of this.#restrictions)
      for (const entry of log.slice(after, upTo))
        if (entry.userId === userId) report('restricted users post nothing', `${entry.seq} is by ${userId}.`);
    return violations;
  }
}
