// One run of a seed: a world with faults, people who act in it, then peace, and the checker's findings.

import { Cast } from './actors.ts';
import { Gateway } from './backend/api-gateway.ts';
import type { Handlers } from './backend/appsync-handlers.ts';
import { Functions } from './backend/functions.ts';
import { Machine } from './backend/machine.ts';
import { TABLES } from './backend/table-names.ts';
import { bansOf } from './checker/ban-checker.ts';
import { checkRecords, logsOf } from './checker/checker.ts';
import { type Bans, type Finding, type Item, noteFurther, type Records } from './checker/records.ts';
import { sealed } from './determinism/deterministic-globals.ts';
import { World } from './determinism/run-context.ts';
import type { Shore } from './environment.ts';
import type { Tab } from './page/tab.ts';
import { CHANNELS } from './sample-texts.ts';

/** What came of a seed. */
export type Run = { seed: number; findings: readonly Finding[]; trace: readonly string[] };

/** Peace that is given to everything that waits for its next try; longer than the pipe keeps a record. */
const PEACE_MAX_MS = 40 * 60_000;
/** How often it is looked whether everything is quiet, and how often it must have been: every page asks once meanwhile. */
const LOOK_EVERY_MS = 30_000;
const QUIET_LOOKS = 3;

/** Runs a seed. The same seed gives the same run, line by line. */
export function simulate(seed: number, handlers: Handlers): Promise<Run> {
  const world = new World(seed);
  return sealed(world.timeline, world.chance.branch('globals'), async () => {
    const { error } = console;
    // A function writes what went wrong to its log; here that is the trace.
    console.error = (thrown: unknown) => world.note('function', `logs ${String(thrown).split('\n')[0]}`);
    try {
      await new Simulation(world, handlers).run();
    } finally {
      console.error = error;
    }
    return { seed, findings: world.findings, trace: world.trace };
  });
}

class Simulation {
  readonly #world: World;
  readonly #shore: Shore;
  readonly #records: Records = {
    typed: [],
    retired: new Set(),
    acknowledged: [],
    made: [],
    joined: new Set(),
    reached: new Map(),
    screens: [],
    sidebars: [],
    everSeen: new Map(),
    told: new Map(),
    names: new Map(),
    chat: [],
  };

  constructor(world: World, handlers: Handlers) {
    const machine = new Machine(world, handlers);
    const gateway = new Gateway(world, new Functions(world, machine));
    this.#world = world;
    this.#shore = { world, machine, gateway, records: this.#records };
  }

  async run(): Promise<void> {
    const { chance, faults } = this.#world;
    const { machine } = this.#shore;
    void machine.start();
    await this.#pass(100);
    const cast = new Cast(this.#shore);
    const deeds = chance.whole(20, 90);
    for (let deed = 0; deed < deeds; deed++) {
      await this.#pass(chance.pick([10, 200, 1_000, 5_000, 30_000]) * chance.draw());
      cast.act();
    }
    this.#world.note('everything', 'heals');
    faults.healed = true;
    cast.heal();
    await this.#quiet(cast);
    for (const tab of cast.tabs) this.#noteSidebar(tab);
    // Looking at everything moves the marks on.
    const marks = { told: new Map(this.#records.told), everSeen: new Map(this.#records.everSeen) };
    this.#records.chat = this.#items(TABLES.chat);
    const logs = logsOf(this.#items(TABLES.log));
    const bans = bansOf(logs);
    for (const tab of cast.tabs) await this.#lookAtAll(tab, bans);
    for (const { rule, says } of checkRecords({ ...this.#records, ...marks }, logs, bans))
      this.#world.found(rule, says);
  }

  #pass(ms: number): Promise<void> {
    const { timeline } = this.#world;
    return timeline.runTo(timeline.now() + ms);
  }

  /** Lets time pass until nothing that people see changes any more. */
  async #quiet(cast: Cast): Promise<void> {
    let before = '';
    let quiet = 0;
    for (let passed = 0; quiet < QUIET_LOOKS; passed += LOOK_EVERY_MS) {
      if (passed > PEACE_MAX_MS) return this.#world.found('it comes to rest', 'Something still changes.');
      await this.#pass(LOOK_EVERY_MS);
      cast.giveUp();
      const waiting = this.#shore.machine.running?.delivery.waiting;
      const now = JSON.stringify([waiting, cast.tabs.map((tab) => [tab.screen(), tab.chat.channels.list.peek()])]);
      quiet = now === before && waiting === 0 ? quiet + 1 : 0;
      before = now;
    }
  }

  #noteSidebar(tab: Tab): void {
    const { channels } = tab.chat;
    const person = tab.device.person.sub;
    // By now the server has been told of everything that is on the screen, but of what is no channel of this person any more.
    for (const [name, seq] of tab.seen)
      if (channels.names.has(name)) noteFurther(this.#records.told, person, name, seq);
    for (const { name } of channels.list.peek())
      this.#records.sidebars.push({
        tab: tab.name,
        person,
        channel: name,
        unread: channels.unread(name),
        mentions: channels.mentions(name),
      });
  }

  /** A member looks at every channel, from its end to its beginning: first at the one that is open, as it is. */
  async #lookAtAll(tab: Tab, bans: Bans): Promise<void> {
    const open = tab.conversation?.channel;
    const { sub } = tab.device.person;
    const made = this.#records.made.map(({ channel }) => channel);
    const channels = new Set([
      ...(open === undefined ? [] : [open]),
      ...CHANNELS,
      ...made.filter((one) => this.#records.joined.has(`${sub}/${one}`) && !bans.has(`${sub}/${one}`)),
    ]);
    for (const channel of channels) {
      tab.show(channel);
      if (channel !== open) await this.#pass(5_000);
      while (tab.conversation && tab.conversation.timeline.peek().covered[0]?.from !== 0) {
        const read = tab.conversation.readOlder();
        await this.#pass(1_000);
        await read;
      }
      // What is asked each minute would hide a socket on which nothing comes.
      if (tab.conversation?.ear.peek().state !== 'live')
        this.#world.found('it is heard', `${tab.name} does not hear #${channel}.`);
      const screen = tab.screen();
      if (screen?.channel === channel) this.#records.screens.push(screen);
      else this.#world.found('it comes to rest', `${tab.name} does not show #${channel}.`);
    }
  }

  #items(table: string): Item[] {
    return [...(this.#shore.machine.running?.storage.bucket(`dynamodb.items.${table}`).values() ?? [])] as Item[];
  }
}
