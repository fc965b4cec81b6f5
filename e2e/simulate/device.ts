// A device: a laptop or phone of one person, with a clock of its own, a network that goes, and the browser's storage.
import { signal } from '@preact/signals';
import { BrowserTray } from './browser-tray.ts';
import type { Chance } from './chance.ts';
import type { Shore } from './shore.ts';
import { Tab } from './tab.ts';
import type { Person } from './tokens.ts';

/** One of a person's devices. */
export class Device {
  readonly name: string;
  readonly person: Person;
  readonly tabs: Tab[] = [];
  /** What all tabs of its browser keep. */
  readonly tray: BrowserTray;
  /** What its browser says of the network. */
  readonly network = signal(true);
  readonly #shore: Shore;
  #skewMs: number;
  asleep = false;

  constructor(name: string, person: Person, shore: Shore, chance: Chance) {
    this.name = name;
    this.person = person;
    this.#shore = shore;
    this.tray = new BrowserTray(shore.world.timeline);
    this.#skewMs = chance.pick([0, 0, chance.whole(-600_000, 600_000)]);
  }

  get online(): boolean {
    return this.network.peek();
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
    if (this.online === online) return;
    this.network.value = online;
    for (const tab of this.tabs) tab.networkChanged(silently);
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
