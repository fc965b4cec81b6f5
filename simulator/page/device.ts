// A device: a laptop or phone of one person, with a clock of its own, a network that goes, and the browser's storage.
import { type Signal, signal } from '@preact/signals';
import type { Person } from '../backend/access-tokens.ts';
import type { Chance } from '../determinism/seeded-random.ts';
import type { Shore } from '../environment.ts';
import { BrowserTray } from './browser-storage.ts';
import { Tab } from './tab.ts';

/** One of a person's devices. */
export class Device {
  readonly name: string;
  readonly person: Person;
  readonly tabs: Tab[] = [];
  readonly #shore: Shore;
  /** What its browser keeps of what was typed. */
  readonly tray: BrowserTray;
  /** Whether it has a network, as its pages hear it. */
  readonly online: Signal<boolean> = signal(true);
  #skewMs: number;
  asleep = false;

  constructor(name: string, person: Person, shore: Shore, chance: Chance) {
    this.name = name;
    this.person = person;
    this.#shore = shore;
    this.tray = new BrowserTray(shore.world);
    this.#skewMs = chance.pick([0, 0, chance.whole(-600_000, 600_000)]);
  }

  get skewMs(): number {
    return this.#skewMs;
  }

  /** Opens the chat in another tab. */
  open(): Tab {
    const tab = new Tab(`${this.name}#${this.tabs.length + 1}`, this, this.#shore);
    this.tabs.push(tab);
    return tab;
  }

  /** The network goes or comes. What was connected may fall silent, or break. */
  goOnline(online: boolean, silently: boolean): void {
    if (this.online.peek() === online) return;
    if (!online) for (const tab of this.tabs) tab.unplugged(silently);
    this.online.value = online;
    if (online) for (const tab of this.tabs) tab.pluggedIn();
  }

  sleep(): void {
    this.asleep = true;
    for (const tab of this.tabs) tab.life.sleep();
  }

  wake(): void {
    this.asleep = false;
    for (const tab of this.tabs) tab.woke();
  }

  /** The time of day is set, by the user or by the network. */
  setClock(byMs: number): void {
    this.#skewMs += byMs;
    for (const tab of this.tabs) tab.life.skewMs = this.#skewMs;
  }
}
