// A device of one user, with its own clock, a network connection that can be lost, and the browser's storage.
import { type Signal, signal } from '@preact/signals';
import type { SimulatedUser } from '../backend/access-tokens.ts';
import type { SeededRandom } from '../determinism/seeded-random.ts';
import type { Environment } from '../environment.ts';
import { BrowserStorage } from './browser-storage.ts';
import { type PageHooks, Tab } from './tab.ts';

/** A laptop or phone. */
export class Device {
  readonly name: string;
  readonly user: SimulatedUser;
  readonly tabs: Tab[] = [];
  readonly #environment: Environment;
  readonly #hooks: PageHooks;
  /** The outbox storage of its browser. */
  readonly storage: BrowserStorage;
  /** Whether it has a network connection, as the browser reports it to its pages. */
  readonly online: Signal<boolean> = signal(true);
  #skewMs: number;
  suspended = false;

  constructor(name: string, user: SimulatedUser, environment: Environment, random: SeededRandom, hooks: PageHooks) {
    this.name = name;
    this.user = user;
    this.#environment = environment;
    this.#hooks = hooks;
    this.storage = new BrowserStorage(environment.context);
    this.#skewMs = random.pick([0, 0, random.integer(-600_000, 600_000)]);
  }

  get skewMs(): number {
    return this.#skewMs;
  }

  /** Opens the chat in another tab. */
  open(): Tab {
    const tab = new Tab(`${this.name}#${this.tabs.length + 1}`, this, this.#environment, this.#hooks);
    this.tabs.push(tab);
    return tab;
  }

  /** Connects or disconnects the network. Open sockets close, or silently stop delivering. */
  setOnline(online: boolean, silently: boolean): void {
    if (this.online.peek() === online) return;
    if (!online) for (const tab of this.tabs) tab.loseNetwork(silently);
    this.online.value = online;
    if (online) for (const tab of this.tabs) tab.regainNetwork();
  }

  suspend(): void {
    this.suspended = true;
    for (const tab of this.tabs) tab.lifetime.suspend();
  }

  resume(): void {
    this.suspended = false;
    for (const tab of this.tabs) tab.resume();
  }

  /** The user or the network changes the time of day. */
  changeClock(byMs: number): void {
    this.#skewMs += byMs;
    for (const tab of this.tabs) tab.lifetime.skewMs = this.#skewMs;
  }
}
