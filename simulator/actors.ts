// Who takes part in a run, and the misfortune that they have with their devices and with the engine.
import type { Chance } from './determinism/seeded-random.ts';
import type { Shore } from './environment.ts';
import { Device } from './page/device.ts';
import type { Tab } from './page/tab.ts';
import { Operations } from './user-actions.ts';

const USERS = ['ann', 'bob', 'cy'];
const MINUTE = 60_000;

/** The people of a run. */
export class Cast {
  readonly devices: Device[] = [];
  readonly names: readonly string[];
  readonly chance: Chance;
  readonly #shore: Shore;
  readonly #deeds: readonly (readonly [number, () => void])[];
  #healed = false;

  constructor(shore: Shore) {
    this.#shore = shore;
    this.chance = shore.world.chance.branch('cast');
    this.names = USERS.slice(0, this.chance.whole(2, 3));
    for (const name of this.names) {
      shore.records.names.set(`sub-${name}`, name);
      for (const device of this.chance.happens(0.3) ? ['laptop', 'phone'] : ['laptop'])
        this.devices.push(new Device(`${name}/${device}`, { sub: `sub-${name}`, username: name }, shore, this.chance));
    }
    for (const device of this.devices) device.open();
    this.#deeds = [
      ...new Operations(shore, this).deeds,
      [5, () => this.#reload()],
      [3, () => this.#openTab()],
      [5, () => this.#network()],
      [3, () => this.#sleep()],
      [2, () => this.#clock()],
      [3, () => this.#crash()],
      [3, () => this.#crashPipe()],
    ];
  }

  get tabs(): Tab[] {
    return this.devices.flatMap(({ tabs }) => tabs);
  }

  /** Does one thing. */
  act(): void {
    let left = this.chance.draw() * this.#deeds.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, deed] of this.#deeds) {
      left -= weight;
      if (left < 0) return deed();
    }
  }

  /** Everybody is awake and online, and the engine is up. */
  heal(): void {
    this.#healed = true;
    for (const device of this.devices) {
      if (device.asleep) device.wake();
      device.goOnline(true, false);
    }
    if (!this.#shore.machine.isOn) void this.#shore.machine.start();
  }

  /**
   * Gives up what the server has refused for good: a change of a message that is taken back, and whatever was for a channel
   * that is not on the person's list any more. Another message is never given up.
   */
  giveUp(): void {
    const { world, records } = this.#shore;
    for (const { chat, name } of this.tabs)
      for (const item of chat.outbox.items.peek()) {
        if (item.state !== 'failed') continue;
        const isOut = !chat.channels.names.has(item.channel);
        if (item.kind === 'message' && !isOut) continue;
        if ('message' in item) records.retired.add(item.message);
        world.note(name, `gives up its ${item.kind}: ${item.problem}`);
        chat.outbox.discard(item.id);
      }
  }

  #reload(): void {
    const tab = this.chance.pick(this.tabs);
    // While something typed is on its way into the browser's storage, the page asks whether to stay, and people stay.
    if (!tab.life.asleep && !tab.chat.outbox.atRisk) tab.reload();
  }

  #openTab(): void {
    const device = this.chance.pick(this.devices);
    if (device.tabs.length < 2) this.#shore.world.note(device.open().name, 'is opened');
  }

  #network(): void {
    const device = this.chance.pick(this.devices);
    const silently = this.chance.happens(0.5);
    const online = !device.online.peek();
    this.#shore.world.note(device.name, online ? 'comes online' : 'goes offline');
    device.goOnline(online, silently);
    if (!online) this.#later(2 * MINUTE, () => device.goOnline(true, silently));
  }

  #sleep(): void {
    const device = this.chance.pick(this.devices);
    if (device.asleep) return;
    this.#shore.world.note(device.name, 'falls asleep');
    device.sleep();
    this.#later(this.chance.pick([MINUTE, 10 * MINUTE, 3 * 60 * MINUTE]), () => {
      if (!device.asleep) return;
      this.#shore.world.note(device.name, 'wakes');
      device.wake();
    });
  }

  #clock(): void {
    const device = this.chance.pick(this.devices);
    const byMs = this.chance.whole(-5 * MINUTE, 5 * MINUTE);
    this.#shore.world.note(device.name, `sets its clock by ${byMs} ms`);
    device.setClock(byMs);
  }

  #crash(): void {
    const { machine } = this.#shore;
    if (!machine.isOn) return;
    machine.crash(this.chance.happens(0.5));
    this.#later(MINUTE / 3, () => {
      if (!machine.isOn) void machine.start();
    });
  }

  #crashPipe(): void {
    void this.#shore.machine.running?.delivery.crashPipe();
  }

  #later(mostMs: number, deed: () => void): void {
    this.#shore.world.timeline.after(this.chance.draw() * mostMs, () => {
      if (!this.#healed) deed();
    });
  }
}
