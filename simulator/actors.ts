// The users of a run with their devices, and the events that affect devices and the engine.
import type { ActionsOfKind } from './actions/action-kind.ts';
import { ACTION_KINDS } from './actions/action-kinds.ts';
import type { SeededRandom } from './determinism/seeded-random.ts';
import type { Environment } from './environment.ts';
import { ModerationActions } from './moderation-actions.ts';
import { Device } from './page/device.ts';
import type { PageHooks, Tab } from './page/tab.ts';
import { UserActions } from './user-actions.ts';

const USERNAMES = ['ann', 'bob', 'cy'];
const MINUTE = 60_000;

/** All users of a run. */
export class Actors {
  readonly devices: Device[] = [];
  readonly usernames: readonly string[];
  readonly random: SeededRandom;
  /** The kinds of actions that the seed has beside the basic ones. */
  readonly kinds: readonly ActionsOfKind[];
  readonly #environment: Environment;
  readonly #actions: readonly (readonly [weight: number, action: () => void])[];
  #finished = false;

  constructor(environment: Environment) {
    this.#environment = environment;
    // The name of the branch is part of every seed: with another name each seed would be another run.
    this.random = environment.context.random.branch('cast');
    this.usernames = USERNAMES.slice(0, this.random.integer(2, 3));
    this.kinds = this.#startKinds();
    const hooks: PageHooks = {
      onStart: (tab) => {
        const ends = this.kinds.map((kind) => kind.startPage?.(tab));
        return () => {
          for (const end of ends) end?.();
        };
      },
      onResponse: (...response) => {
        for (const kind of this.kinds) kind.onResponse?.(...response);
      },
    };
    for (const username of this.usernames) {
      const userId = `sub-${username}`;
      environment.records.usernames.set(userId, username);
      for (const device of this.random.chance(0.3) ? ['laptop', 'phone'] : ['laptop'])
        this.devices.push(new Device(`${username}/${device}`, { userId, username }, environment, this.random, hooks));
    }
    for (const device of this.devices) device.open();
    this.#actions = [
      ...new UserActions(environment, this).actions,
      ...new ModerationActions(environment, this).actions,
      [5, () => this.#reloadTab()],
      [3, () => this.#openTab()],
      [5, () => this.#toggleNetwork()],
      [3, () => this.#suspendDevice()],
      [2, () => this.#changeClock()],
      [3, () => this.#crashEngine()],
      [3, () => this.#crashPipe()],
      ...this.kinds.flatMap(({ actions }) => actions),
    ];
  }

  get tabs(): Tab[] {
    return this.devices.flatMap(({ tabs }) => tabs);
  }

  /** Performs one random action. */
  act(): void {
    let left = this.random.draw() * this.#actions.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, action] of this.#actions) {
      left -= weight;
      if (left < 0) return action();
    }
  }

  /** Resumes all devices, connects them, and starts the engine if it is down. */
  restoreAll(): void {
    this.#finished = true;
    for (const device of this.devices) {
      if (device.suspended) device.resume();
      device.setOnline(true, false);
    }
    if (!this.#environment.machine.isOn) void this.#environment.machine.start();
  }

  /**
   * Discards what the server has rejected permanently: a change of a deleted message, and everything for a channel that is no
   * longer in the user's list, or in which the user is muted. Other messages are never discarded: they are sent again, as they were
   * rejected before a mute ended or the user returned.
   */
  discardRejected(): void {
    const { context, records } = this.#environment;
    for (const { chat, name } of this.tabs)
      for (const item of chat.outbox.items.peek()) {
        if (item.state !== 'failed') continue;
        const role = chat.channels.list.peek().find((channel) => channel.name === item.channel)?.effectiveRole;
        if (item.kind === 'message' && role !== undefined && role !== 'muted') {
          chat.outbox.retry(item.id);
          continue;
        }
        if ('message' in item) records.withdrawn.add(item.message);
        context.addTrace(name, `discards its ${item.kind}: ${item.problem}`);
        chat.outbox.discard(item.id);
      }
  }

  #startKinds(): ActionsOfKind[] {
    const { context } = this.#environment;
    const tabs = () => this.tabs;
    return ACTION_KINDS.flatMap(({ name, share, start }) => {
      const random = context.random.branch(`actions of ${name}`);
      if (!random.chance(share)) return [];
      context.addTrace('simulator', `adds actions of ${name}`);
      const users = {
        random,
        usernames: this.usernames,
        get tabs() {
          return tabs();
        },
      };
      return [start(this.#environment, users)];
    });
  }

  #reloadTab(): void {
    const tab = this.random.pick(this.tabs);
    // While a typed text is not yet in the browser's storage, the page asks before it is left, and users stay.
    if (!tab.lifetime.suspended && !tab.chat.outbox.atRisk) tab.reload();
  }

  #openTab(): void {
    const device = this.random.pick(this.devices);
    if (device.tabs.length < 2) this.#environment.context.addTrace(device.open().name, 'is opened');
  }

  #toggleNetwork(): void {
    const device = this.random.pick(this.devices);
    const silently = this.random.chance(0.5);
    const online = !device.online.peek();
    this.#environment.context.addTrace(device.name, online ? 'goes online' : 'goes offline');
    device.setOnline(online, silently);
    if (!online) this.#later(2 * MINUTE, () => device.setOnline(true, silently));
  }

  #suspendDevice(): void {
    const device = this.random.pick(this.devices);
    if (device.suspended) return;
    this.#environment.context.addTrace(device.name, 'is suspended');
    device.suspend();
    this.#later(this.random.pick([MINUTE, 10 * MINUTE, 3 * 60 * MINUTE]), () => {
      if (!device.suspended) return;
      this.#environment.context.addTrace(device.name, 'resumes');
      device.resume();
    });
  }

  #changeClock(): void {
    const device = this.random.pick(this.devices);
    const byMs = this.random.integer(-5 * MINUTE, 5 * MINUTE);
    this.#environment.context.addTrace(device.name, `changes its clock by ${byMs} ms`);
    device.changeClock(byMs);
  }

  #crashEngine(): void {
    const { machine } = this.#environment;
    if (!machine.isOn) return;
    machine.crash(this.random.chance(0.5));
    this.#later(MINUTE / 3, () => {
      if (!machine.isOn) void machine.start();
    });
  }

  #crashPipe(): void {
    void this.#environment.machine.running?.delivery.crashPipe();
  }

  #later(maxMs: number, action: () => void): void {
    this.#environment.context.clock.after(this.random.draw() * maxMs, () => {
      if (!this.#finished) action();
    });
  }
}
