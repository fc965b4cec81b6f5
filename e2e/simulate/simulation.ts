// One run of a seed: a world with faults, people who act in it, then peace, and the checker's findings.
import { checkRecords } from './checker.ts';
import { Functions } from './functions.ts';
import { Gateway } from './gateway.ts';
import type { Handlers } from './handlers.ts';
import { Machine, TABLES } from './machine.ts';
import { Cast, CHANNELS } from './operations.ts';
import type { Finding, Records } from './records.ts';
import { sealed } from './sealed.ts';
import type { Shore } from './shore.ts';
import { World } from './world.ts';

/** What came of a seed. */
export type Run = { seed: number; findings: readonly Finding[]; trace: readonly string[] };

/** Peace that is given to everything that waits for its next try; longer than the pipe keeps a record. */
const PEACE_MAX_MS = 40 * 60_000;
/** How often it is looked whether everything is quiet, and how long it must have been: two questions for the heads. */
const LOOK_EVERY_MS = 30_000;
const QUIET_LOOKS = 5;

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
  readonly #records: Records = { typed: [], discarded: new Set(), acknowledged: [], screens: [], unread: [], rows: [] };

  constructor(world: World, handlers: Handlers) {
    const machine = new Machine(world, handlers);
    const gateway = new Gateway(world, new Functions(world, machine));
    this.#world = world;
    this.#shore = { world, machine, gateway, records: this.#records };
  }

  async run(): Promise<void> {
    const { timeline, chance, faults } = this.#world;
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
    void cast.heal();
    await this.#quiet(cast);
    for (const channel of CHANNELS) {
      for (const tab of cast.tabs) tab.show(channel);
      await this.#quiet(cast);
    }
    await this.#look(cast);
    this.#records.rows = [
      ...(machine.running?.storage.bucket(`dynamodb.items.${TABLES.log}`).values() ?? []),
    ] as Records['rows'];
    for (const { rule, says } of checkRecords(this.#records)) this.#world.found(rule, says);
    void timeline;
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
      cast.retry();
      const now = JSON.stringify([cast.tabs.map((tab) => tab.screen()), this.#shore.machine.running?.delivery.waiting]);
      quiet = now === before ? quiet + 1 : 0;
      before = now;
    }
  }

  /** Every member looks at every channel, from its end to its beginning. */
  async #look(cast: Cast): Promise<void> {
    for (const tab of cast.tabs) {
      const open = tab.conversation?.channel;
      for (const channel of [...new Set([open ?? 'general', ...CHANNELS])]) {
        for (const other of CHANNELS) if (other !== tab.conversation?.channel) this.#noteUnread(tab, other);
        tab.show(channel);
        await this.#pass(5_000);
        while (tab.conversation && tab.conversation.timeline.peek().covered[0]?.from !== 0) {
          await Promise.all([tab.conversation.readOlder(), this.#pass(1_000)]);
        }
        const screen = tab.screen();
        if (screen) this.#records.screens.push(screen);
        else this.#world.found('it comes to rest', `${tab.name} shows nothing.`);
      }
    }
  }

  #noteUnread(tab: Cast['tabs'][number], channel: string): void {
    const { channels } = tab.chat;
    const readTo = channels.list.peek().find(({ name }) => name === channel)?.read ?? 0;
    this.#records.unread.push({ tab: tab.name, channel, shown: channels.unread(channel), readTo });
  }
}
