// Threads: users reply, also in the channel, open threads and read them, follow them and end that.
import { unreadReplies } from '@parley/chat';
import type { HttpRequest } from '../backend/api-gateway.ts';
import { itemsOf } from '../backend/table-items.ts';
import { TABLES } from '../backend/table-names.ts';
import { logsOf } from '../checker/checker.ts';
import { keysOf, type Logs, type RecordedEntry, raiseCursor, type Violation } from '../checker/records.ts';
import { checkThreads, threadsOf } from '../checker/thread-checker.ts';
import type { ListedThreads, ThreadRecords } from '../checker/thread-records.ts';
import type { Environment } from '../environment.ts';
import { recordedEntry, type Tab } from '../page/tab.ts';
import { TabThreads } from '../page/tab-threads.ts';
import { ENDINGS } from '../sample-texts.ts';
import { type Action, type ActionKind, type ActionsOfKind, activeTab, settle, type Users } from './action-kind.ts';

/** How long a channel and a thread are displayed at the end, until they are loaded and their reading is stored. */
const READING_MS = 3_000;

/** All pages sync once in that time, and load their lists of threads. */
const SYNC_MS = 11 * 60_000;

/** Pages of replies of a thread, more than any thread of a run has. */
const PAGES_MAX = 10;

/** Actions in threads. */
class ThreadActions implements ActionsOfKind {
  readonly #environment: Environment;
  readonly #users: Users;
  readonly #pages = new Map<Tab, TabThreads>();
  readonly #acknowledgedReads = new Map<string, number>();
  readonly #records: ThreadRecords = {
    mentions: [],
    choices: [],
    acknowledgedReads: new Map(),
    listed: [],
    displayed: [],
    listedAfterReading: [],
    chat: [],
    chatAfterReading: [],
  };
  #textCount = 0;

  constructor(environment: Environment, users: Users) {
    this.#environment = environment;
    this.#users = users;
  }

  readonly actions: readonly Action[] = [
    [40, () => this.#reply()],
    [20, () => this.#open()],
    [8, () => this.#follow()],
    [5, () => this.#close()],
    [3, () => this.#runOldProgram()],
  ];

  startPage(tab: Tab): () => void {
    const page = new TabThreads(tab);
    this.#pages.set(tab, page);
    return () => {
      page.stop();
      this.#pages.delete(tab);
    };
  }

  onResponse(tab: Tab, { method, path }: HttpRequest, response: Readonly<Record<string, unknown>>): void {
    const { userId } = tab.device.user;
    const { received } = this.#environment.records;
    const [, channel = '', root = '', what] = /^\/channels\/([^/]+)\/threads\/(\d+)(?:\/(\w+))?/.exec(path) ?? [];
    if (method === 'GET' && channel !== '')
      for (const { seq } of [response.root, ...(response.replies as unknown[])] as RecordedEntry[])
        raiseCursor(received, userId, channel, seq);
    if (what === 'read' && response.following === true) {
      const key = `${userId}/${channel}/${root}`;
      this.#acknowledgedReads.set(key, Math.max(Number(response.read), this.#acknowledgedReads.get(key) ?? 0));
    }
  }

  /** Every member reads every thread on each page, after it was recorded what the pages list. */
  async finish(advance: (ms: number) => Promise<void>): Promise<void> {
    const { machine } = this.#environment;
    this.#records.chat = itemsOf(machine, TABLES.chat);
    this.#records.acknowledgedReads = new Map(this.#acknowledgedReads);
    this.#records.listed = this.#listed();
    const keys = keysOf(this.#records.chat);
    for (const [channel, log] of logsOf(itemsOf(machine, TABLES.log)))
      for (const tab of this.#users.tabs)
        if (keys.has(`channel#${channel} member#${tab.device.user.userId}`))
          await this.#displayAll(tab, channel, [...threadsOf(log).keys()], advance);
    await advance(SYNC_MS);
    this.#records.chatAfterReading = itemsOf(machine, TABLES.chat);
    this.#records.listedAfterReading = this.#listed();
  }

  check(logs: Logs): Violation[] {
    return checkThreads(this.#records, this.#environment.records, logs);
  }

  /** Displays threads of a channel, each to its end. */
  async #displayAll(
    tab: Tab,
    channel: string,
    roots: readonly number[],
    advance: (ms: number) => Promise<void>,
  ): Promise<void> {
    if (roots.length === 0) return;
    tab.show(channel);
    await advance(READING_MS);
    const page = this.#pages.get(tab);
    for (const root of roots) {
      page?.display(root, () => undefined);
      await advance(READING_MS);
      await this.#loadMissing(page, advance);
      const entries = (page?.displayed?.messages.peek() ?? []).map(recordedEntry);
      this.#records.displayed.push({ tab: tab.name, userId: tab.device.user.userId, channel, root, entries });
      page?.close();
    }
  }

  async #loadMissing(page: TabThreads | undefined, advance: (ms: number) => Promise<void>): Promise<void> {
    for (let pages = 0; page?.displayed && pages < PAGES_MAX; pages += 1) {
      const [gap] = page.displayed.missing.peek();
      if (!gap) return;
      await settle(page.displayed.loadBefore(gap.before), advance);
    }
  }

  #listed(): ListedThreads[] {
    return [...this.#pages].map(([tab, { threads }]) => ({
      tab: tab.name,
      userId: tab.device.user.userId,
      threads: threads.list.peek().map((one) => ({
        channel: one.root.channel,
        root: one.root.seq,
        unread: unreadReplies(one),
      })),
    }));
  }

  /** Replies in the thread that is displayed, or in another one, in which the outbox stores it the same way. */
  #reply(): void {
    const tab = activeTab(this.#users);
    const channel = tab?.conversation?.channel;
    const root = tab && this.#root(tab);
    if (!tab || channel === undefined || root === undefined) return;
    const { random, usernames } = this.#users;
    const mentioned = random.chance(0.25) ? random.pick(usernames) : undefined;
    const text = `mt${++this.#textCount}.${mentioned === undefined ? '' : ` @${mentioned}`}${random.pick(ENDINGS)}`;
    const alsoInChannel = random.chance(0.25);
    if (mentioned !== undefined) this.#records.mentions.push({ channel, root, userId: `sub-${mentioned}` });
    this.#trace(tab, `replies ${JSON.stringify(text)} to ${root} of #${channel}${alsoInChannel ? ', also in it' : ''}`);
    this.#environment.records.typed.push({ tab: tab.name, channel, text });
    tab.outbox?.send(text, undefined, { thread: root, ...(alsoInChannel && { alsoInChannel }) });
  }

  #open(): void {
    const tab = activeTab(this.#users);
    const page = tab && this.#pages.get(tab);
    const root = tab && this.#root(tab);
    if (!page || root === undefined) return;
    this.#trace(tab, `opens the thread ${root} of #${tab.conversation?.channel}`);
    page.display(root, (messages) => this.#observe(tab, messages));
  }

  #close(): void {
    const tab = activeTab(this.#users);
    if (tab) this.#pages.get(tab)?.close();
  }

  /** Follows a thread of the open channel, or ends it. */
  #follow(): void {
    const tab = activeTab(this.#users);
    const page = tab && this.#pages.get(tab);
    const root = tab && this.#root(tab);
    const channel = tab?.conversation?.channel;
    if (!page || root === undefined || channel === undefined) return;
    const { clock } = this.#environment.context;
    const following = this.#users.random.chance(0.5);
    const { userId } = tab.device.user;
    const choice: ThreadRecords['choices'][number] = { userId, channel, root, following, at: clock.now() };
    this.#records.choices.push(choice);
    this.#trace(tab, `${following ? 'follows' : 'no longer follows'} the thread ${root} of #${channel}`);
    page.threads.follow({ channel, seq: root }, following).then(
      (read) => {
        choice.settledAt = clock.now();
        if (page.displayed?.root === root) page.displayed.setFollowing(following, read);
      },
      (error: Error) => this.#trace(tab, `failed: ${error.message}`),
    );
  }

  /** A program that has missed the newest replies says that the first one is read; that changes nothing. */
  #runOldProgram(): void {
    const tab = activeTab(this.#users);
    const root = tab && this.#root(tab);
    if (!tab || root === undefined) return;
    const path = `/channels/${tab.conversation?.channel}/threads/${root}/read`;
    this.#trace(tab, `runs a program that has read one reply of ${root}`);
    void tab.request('PUT', path, { count: 1 }).catch(() => undefined);
  }

  /** At no moment a thread shows a reply twice, or in another order. */
  #observe(tab: Tab, messages: readonly { seq: number }[]): void {
    const isOrdered = messages.every(({ seq }, index) => index === 0 || seq > (messages[index - 1]?.seq ?? 0));
    if (isOrdered) return;
    const description = `${tab.name} shows ${messages.map(({ seq }) => seq).join(', ')} in a thread.`;
    this.#environment.context.report('one order', description);
  }

  /** The root of a thread of the open channel: mostly of one that has replies. */
  #root(tab: Tab): number | undefined {
    const { random } = this.#users;
    const messages = (tab.screen()?.entries ?? []).filter(
      ({ kind, thread }) => kind === 'message' && thread === undefined,
    );
    const begun = messages.filter(({ replies }) => replies !== undefined);
    const candidates = begun.length > 0 && random.chance(0.7) ? begun : messages.slice(-6);
    return candidates.length > 0 ? random.pick(candidates).seq : undefined;
  }

  #trace(tab: Tab, event: string): void {
    this.#environment.context.addTrace(tab.name, event);
  }
}

export const THREAD_ACTIONS: ActionKind = {
  name: 'threads',
  share: 0.4,
  start: (environment, users) => new ThreadActions(environment, users),
};
