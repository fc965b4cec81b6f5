// Runs one seed: users act while faults are injected, then the faults end and the checker looks for violations.

import { Actors } from './actors.ts';
import { ApiGateway } from './backend/api-gateway.ts';
import type { Handlers } from './backend/appsync-handlers.ts';
import { Functions } from './backend/functions.ts';
import { Machine } from './backend/machine.ts';
import { ObjectBuckets } from './backend/object-bucket.ts';
import { StreamFunctions } from './backend/stream-functions.ts';
import { itemsOf } from './backend/table-items.ts';
import { TABLES } from './backend/table-names.ts';
import { bansOf } from './checker/ban-checker.ts';
import { checkRecords, logsOf } from './checker/checker.ts';
import { type Bans, keysOf, type Records, raiseCursor, type Violation } from './checker/records.ts';
import { withDeterministicGlobals } from './determinism/deterministic-globals.ts';
import { RunContext } from './determinism/run-context.ts';
import type { Environment } from './environment.ts';
import type { Tab } from './page/tab.ts';
import { CHANNELS } from './sample-texts.ts';

/** The result of a seed. */
export type Run = { seed: number; violations: readonly Violation[]; trace: readonly string[] };

/** Time without faults until all activity must have ended; longer than the pipe keeps a record. */
const IDLE_MAX_MS = 60 * 60_000;
/** The interval of the checks for activity, and how many in a row must find none: every page syncs once in that time. */
const IDLE_CHECK_MS = 150_000;
const IDLE_CHECKS = 5;

/** Longer than anything that is not posted is kept; and the time in which the engine deletes what has expired after its start. */
const DAYS_MS = 3 * 24 * 60 * 60_000;
const EXPIRY_MS = 20 * 60_000;

/** Runs a seed. The same seed gives the same run, line by line. */
export function simulate(seed: number, handlers: Handlers): Promise<Run> {
  const context = new RunContext(seed);
  return withDeterministicGlobals(context.clock, context.random.branch('globals'), async () => {
    const { error } = console;
    // A function writes its errors to its log; here the log is the trace.
    console.error = (thrown: unknown) => context.addTrace('function', `logs ${String(thrown).split('\n')[0]}`);
    try {
      await new Simulation(context, handlers).run();
    } finally {
      console.error = error;
    }
    return { seed, violations: context.violations, trace: context.trace };
  });
}

class Simulation {
  readonly #context: RunContext;
  readonly #environment: Environment;
  readonly #records: Records = {
    typed: [],
    edits: [],
    withdrawn: new Set(),
    acknowledged: [],
    created: [],
    joined: new Set(),
    left: new Set(),
    invitations: [],
    accepted: [],
    received: new Map(),
    screens: [],
    sidebars: [],
    displayed: new Map(),
    acknowledgedReads: new Map(),
    usernames: new Map(),
    chat: [],
  };

  constructor(context: RunContext, handlers: Handlers) {
    const machine = new Machine(context, handlers);
    const buckets = new ObjectBuckets(context);
    machine.streamFunctions = new StreamFunctions(context, machine, buckets);
    const gateway = new ApiGateway(context, new Functions(context, machine, buckets));
    this.#context = context;
    this.#environment = { context, machine, buckets, gateway, records: this.#records };
  }

  async run(): Promise<void> {
    const { random, faults } = this.#context;
    const { machine } = this.#environment;
    void machine.start();
    await this.#advance(100);
    const actors = new Actors(this.#environment);
    const actionCount = random.integer(20, 90);
    for (let action = 0; action < actionCount; action++) {
      await this.#advance(random.pick([10, 200, 1_000, 5_000, 30_000]) * random.draw());
      actors.act();
    }
    this.#context.addTrace('simulator', 'ends all faults');
    faults.stopped = true;
    actors.restoreAll();
    await this.#waitUntilIdle(actors);
    for (const tab of actors.tabs) this.#recordSidebar(tab);
    // Displaying every channel raises the read cursors.
    const cursors = {
      acknowledgedReads: new Map(this.#records.acknowledgedReads),
      displayed: new Map(this.#records.displayed),
    };
    this.#records.chat = itemsOf(machine, TABLES.chat);
    const logs = logsOf(itemsOf(machine, TABLES.log));
    const bans = bansOf(logs);
    for (const tab of actors.tabs) await this.#displayAllChannels(tab, bans);
    for (const kind of actors.kinds) await kind.finish?.((ms) => this.#advance(ms));
    await this.#passDays(actors);
    const violations = [
      ...checkRecords({ ...this.#records, ...cursors }, logs, bans),
      ...actors.kinds.flatMap((kind) => kind.check?.(logs) ?? []),
    ];
    for (const { rule, description } of violations) this.#context.report(rule, description);
  }

  #advance(ms: number): Promise<void> {
    const { clock } = this.#context;
    return clock.runTo(clock.now() + ms);
  }

  /** Some days pass without any page, for what expires. */
  async #passDays(actors: Actors): Promise<void> {
    const { machine } = this.#environment;
    const { kinds } = actors;
    if (!kinds.some(({ afterDays }) => afterDays)) return;
    for (const tab of actors.tabs) tab.close();
    // While the engine is down, the days cost no timers.
    machine.crash(false);
    await this.#advance(DAYS_MS);
    void machine.start();
    await this.#advance(EXPIRY_MS);
    for (const kind of kinds) kind.afterDays?.();
  }

  /** Lets time pass until nothing that users see changes any more. */
  async #waitUntilIdle(actors: Actors): Promise<void> {
    let before = '';
    let unchanged = 0;
    for (let passed = 0; unchanged < IDLE_CHECKS; passed += IDLE_CHECK_MS) {
      if (passed > IDLE_MAX_MS) return this.#context.report('activity ends', 'The screens or the pipe still change.');
      await this.#advance(IDLE_CHECK_MS);
      actors.discardRejected();
      const waiting = this.#environment.machine.running?.waiting;
      const now = JSON.stringify([waiting, actors.tabs.map((tab) => [tab.screen(), tab.chat.channels.list.peek()])]);
      unchanged = now === before && waiting === 0 ? unchanged + 1 : 0;
      before = now;
    }
  }

  #recordSidebar(tab: Tab): void {
    const { channels } = tab.chat;
    const { userId } = tab.device.user;
    // By now the server has received the read cursors of everything on the screen, except of channels that the user has lost.
    for (const [name, seq] of tab.seen)
      if (channels.names.has(name)) raiseCursor(this.#records.acknowledgedReads, userId, name, seq);
    for (const { name } of channels.list.peek())
      this.#records.sidebars.push({
        tab: tab.name,
        userId,
        channel: name,
        unread: channels.unread(name),
        mentions: channels.mentions(name),
      });
  }

  /** A member displays every channel, from its newest to its first message: first the open one, in its current state. */
  async #displayAllChannels(tab: Tab, bans: Bans): Promise<void> {
    const open = tab.conversation?.channel;
    const { userId } = tab.device.user;
    const created = this.#records.created.map(({ channel }) => channel);
    const { joined, left } = this.#records;
    const rows = keysOf(this.#records.chat);
    const isMember = (channel: string) => {
      const membership = `${userId}/${channel}`;
      if (left.has(membership)) return rows.has(`channel#${channel} member#${userId}`);
      return joined.has(membership) && !bans.has(membership);
    };
    const channels = new Set([...(open === undefined ? [] : [open]), ...CHANNELS, ...created.filter(isMember)]);
    for (const channel of channels) {
      tab.show(channel);
      if (channel !== open) await this.#advance(5_000);
      while (tab.conversation && tab.conversation.timeline.peek().covered[0]?.from !== 0) {
        const read = tab.conversation.loadOlder();
        await this.#advance(1_000);
        await read;
      }
      // The check of each minute would hide a socket that receives nothing.
      if (tab.conversation?.subscription.peek().state !== 'live')
        this.#context.report('open channel is subscribed', `${tab.name} is not subscribed to #${channel}.`);
      const screen = tab.screen();
      if (screen?.channel === channel) this.#records.screens.push(screen);
      else this.#context.report('activity ends', `${tab.name} does not show #${channel}.`);
    }
  }
}
