// Pins: users pin and unpin messages of the open channel, also deleted ones, and open the list of pinned messages.
import { newId } from '@parley/chat';
import { OpenPins } from '../../packages/web/state/pins/open-pins.ts';
import { checkPins, type PinList } from '../checker/pin-checker.ts';
import type { Logs, Violation } from '../checker/records.ts';
import type { Environment } from '../environment.ts';
import type { Tab } from '../page/tab.ts';
import { type Action, type ActionKind, type ActionsOfKind, activeTab, settle, type Users } from './action-kind.ts';

/** Time for a page to open a channel. */
const LOADING_MS = 3_000;

/** Actions with pins. */
class PinActions implements ActionsOfKind {
  readonly #environment: Environment;
  readonly #users: Users;
  readonly #pages = new Map<Tab, { opened: OpenPins | undefined }>();
  readonly #lists: PinList[] = [];

  constructor(environment: Environment, users: Users) {
    this.#environment = environment;
    this.#users = users;
  }

  readonly actions: readonly Action[] = [
    [25, () => this.#pin()],
    [6, () => this.#openList()],
  ];

  startPage(tab: Tab): () => void {
    const page = { opened: undefined as OpenPins | undefined };
    this.#pages.set(tab, page);
    return () => {
      page.opened?.stop();
      this.#pages.delete(tab);
    };
  }

  /** Each page opens the list of each of its channels. */
  async finish(advance: (ms: number) => Promise<void>): Promise<void> {
    for (const tab of this.#pages.keys())
      for (const { name: channel, pins: count = 0 } of tab.chat.channels.list.peek()) {
        tab.show(channel);
        await advance(LOADING_MS);
        const list = this.#listOf(tab);
        if (!list) continue;
        await settle(list.load(), advance);
        const listed = list.messages.peek()?.map(({ seq }) => seq) ?? [];
        list.stop();
        this.#lists.push({ tab: tab.name, channel, count, listed });
      }
  }

  check(logs: Logs): Violation[] {
    return checkPins(this.#environment.records, logs, this.#lists);
  }

  /** Pins a message that a tab displays, or unpins one, with the outbox of the page. */
  #pin(): void {
    const { random } = this.#users;
    const tab = activeTab(this.#users);
    const screen = tab?.screen();
    const messages = screen?.entries.filter(({ kind }) => kind === 'message') ?? [];
    if (!tab || !screen || messages.length === 0) return;
    const { seq: target } = random.pick(messages.slice(-6));
    const on = random.chance(0.7);
    this.#environment.context.addTrace(tab.name, `${on ? 'pins' : 'unpins'} ${target} of #${screen.channel}`);
    tab.chat.outbox.add(screen.channel, { id: newId(), kind: 'pin', target, on });
  }

  /** Opens the list of pinned messages, and closes the one that was open. */
  #openList(): void {
    const tab = activeTab(this.#users);
    const page = tab && this.#pages.get(tab);
    if (!page) return;
    page.opened?.stop();
    page.opened = this.#listOf(tab);
    void page.opened?.load();
  }

  #listOf({ chat, conversation, lifetime }: Tab): OpenPins | undefined {
    return conversation && new OpenPins({ request: chat.request, clock: lifetime, conversation });
  }
}

export const PIN_ACTIONS: ActionKind = {
  name: 'pins',
  share: 0.3,
  start: (environment, users) => new PinActions(environment, users),
};
