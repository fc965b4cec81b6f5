// What people and misfortune do in a run, drawn from the seed.
import type { Chance } from './chance.ts';
import { Device } from './device.ts';
import type { Shore } from './shore.ts';
import type { Tab } from './tab.ts';

/** Channels that people open. */
export const CHANNELS = ['general', 'random'] as const;

const MINUTE = 60_000;

/** The people of a run and everything that they do. */
export class Cast {
  readonly devices: Device[] = [];
  readonly #shore: Shore;
  readonly #chance: Chance;
  #said = 0;

  constructor(shore: Shore) {
    this.#shore = shore;
    this.#chance = shore.world.chance.branch('cast');
    for (const name of ['ann', 'bob', 'cy'].slice(0, this.#chance.whole(2, 3)))
      for (const device of this.#chance.happens(0.3) ? ['laptop', 'phone'] : ['laptop'])
        this.devices.push(new Device(`${name}/${device}`, { sub: `sub-${name}`, username: name }, shore, this.#chance));
    for (const device of this.devices) device.open();
  }

  get tabs(): Tab[] {
    return this.devices.flatMap(({ tabs }) => tabs);
  }

  /** Does one thing. */
  act(): void {
    const deeds: [number, () => void][] = [
      [50, () => this.#say()],
      [12, () => this.#show()],
      [5, () => this.retry()],
      [5, () => this.#reload()],
      [3, () => this.#openTab()],
      [5, () => this.#network()],
      [3, () => this.#sleep()],
      [2, () => this.#clock()],
      [3, () => this.#crash()],
      [3, () => this.#crashPipe()],
    ];
    let left = this.#chance.draw() * deeds.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, deed] of deeds) {
      left -= weight;
      if (left < 0) return deed();
    }
  }

  /** Everybody is awake, online and looking. */
  async heal(): Promise<void> {
    for (const device of this.devices) {
      if (device.asleep) device.wake();
      device.goOnline(true, false);
    }
    if (!this.#shore.machine.isOn) await this.#shore.machine.start();
  }

  #say(): void {
    const tab = this.#chance.pick(this.tabs);
    const { conversation } = tab;
    if (!conversation || tab.life.asleep) return;
    const text = `m${++this.#said}${this.#chance.pick(['', ' "quoted"', ' \\ back', ' ünïcode 🎉', '\nsecond line', ' <$.dynamodb> {}'])}`;
    this.#note(tab, `says ${JSON.stringify(text)} in #${conversation.channel}`);
    this.#shore.records.typed.push({
      person: tab.device.person.sub,
      tab: tab.name,
      channel: conversation.channel,
      text,
    });
    conversation.send(text);
  }

  #show(): void {
    const tab = this.#chance.pick(this.tabs);
    const channel = this.#chance.pick(CHANNELS);
    if (tab.life.asleep) return;
    this.#note(tab, `opens #${channel}`);
    tab.show(channel);
  }

  /** Presses "again" on everything that has failed. */
  retry(): void {
    for (const tab of this.tabs) this.#retryIn(tab);
  }

  #retryIn(tab: Tab): void {
    const { conversation } = tab;
    if (!conversation || tab.life.asleep) return;
    for (const { id, state } of conversation.timeline.peek().outgoing) if (state === 'failed') conversation.retry(id);
  }

  #reload(): void {
    this.#chance.pick(this.tabs).reload();
  }

  #openTab(): void {
    const device = this.#chance.pick(this.devices);
    if (device.tabs.length < 2) this.#note(device.open(), 'is opened');
  }

  #network(): void {
    const device = this.#chance.pick(this.devices);
    const silently = this.#chance.happens(0.5);
    this.#shore.world.note(device.name, device.online ? 'goes offline' : 'comes online');
    device.goOnline(!device.online, silently);
    if (!device.online) this.#later(MINUTE, () => device.goOnline(true, silently));
  }

  #sleep(): void {
    const device = this.#chance.pick(this.devices);
    if (device.asleep) return;
    this.#shore.world.note(device.name, 'falls asleep');
    device.sleep();
    this.#later(this.#chance.pick([MINUTE, 10 * MINUTE, 3 * 60 * MINUTE]), () => {
      this.#shore.world.note(device.name, 'wakes');
      if (device.asleep) device.wake();
    });
  }

  #clock(): void {
    const device = this.#chance.pick(this.devices);
    const byMs = this.#chance.whole(-300_000, 300_000);
    this.#shore.world.note(device.name, `sets its clock by ${byMs} ms`);
    device.setClock(byMs);
  }

  #crash(): void {
    const { machine } = this.#shore;
    if (!machine.running) return;
    machine.crash(this.#chance.happens(0.5));
    this.#later(20_000, () => {
      if (!machine.isOn) void machine.start();
    });
  }

  #crashPipe(): void {
    void this.#shore.machine.running?.delivery.crashPipe();
  }

  #later(mostMs: number, deed: () => void): void {
    this.#shore.world.timeline.after(this.#chance.draw() * mostMs, deed);
  }

  #note(tab: Tab, what: string): void {
    this.#shore.world.note(tab.name, what);
  }
}
