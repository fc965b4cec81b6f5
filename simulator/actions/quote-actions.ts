// Quotes: users quote entries of the open channel; pages read quoted messages that are not loaded.
import { newId } from '@parley/chat';
import { Quotes } from '../../packages/web/state/threads/quotes.ts';
import { foldMessages } from '../checker/fold-messages.ts';
import type { Logs, Violation } from '../checker/records.ts';
import type { Environment } from '../environment.ts';
import { recordedEntry, type Tab } from '../page/tab.ts';
import { type Action, type ActionKind, type ActionsOfKind, activeTab, settle, type Users } from './action-kind.ts';

/** Time for the request of a quoted message. */
const LOADING_MS = 3_000;

/** What a page shows as a quote at the end; without `text` that there is none. */
type Shown = { tab: string; channel: string; seq: number; replyTo: number; text: string | undefined };

/** Actions with quotes. */
class QuoteActions implements ActionsOfKind {
  readonly #environment: Environment;
  readonly #users: Users;
  readonly #pages = new Map<Tab, Quotes>();
  readonly #typed = new Map<string, number>();
  readonly #shown: Shown[] = [];

  constructor(environment: Environment, users: Users) {
    this.#environment = environment;
    this.#users = users;
  }

  readonly actions: readonly Action[] = [
    [20, () => this.#quote()],
    [10, () => this.#display()],
    [2, () => this.#runWrongProgram()],
  ];

  startPage(tab: Tab): () => void {
    this.#pages.set(tab, new Quotes(tab.chat.request));
    return () => this.#pages.delete(tab);
  }

  /** Each page shows every quote of each of its channels. */
  async finish(advance: (ms: number) => Promise<void>): Promise<void> {
    for (const [tab, quotes] of this.#pages)
      for (const channel of tab.chat.channels.names) {
        tab.show(channel);
        await advance(LOADING_MS);
        const { conversation } = tab;
        if (!conversation) continue;
        for (const { seq, replyTo } of tab.screen()?.entries ?? []) {
          if (replyTo === undefined) continue;
          await settle(quotes.load(conversation, replyTo), advance);
          const found = quotes.find(conversation, replyTo);
          const text = typeof found === 'object' ? (found.deleted ? '' : found.message) : undefined;
          this.#shown.push({ tab: tab.name, channel, seq, replyTo, text });
        }
      }
  }

  check(logs: Logs): Violation[] {
    return [...this.#checkStored(logs), ...this.#checkShown(logs)];
  }

  /** A message quotes what its author has chosen, and an earlier entry. */
  #checkStored(logs: Logs): Violation[] {
    return [...logs].flatMap(([channel, log]) =>
      log
        .filter(({ kind, replyTo, seq, message = '', edited, deleted }) => {
          const isAhead = replyTo !== undefined && replyTo >= seq;
          const isOther = !edited && !deleted && this.#typed.get(message) !== replyTo;
          return kind === 'message' && (isAhead || isOther);
        })
        .map(({ seq, replyTo, message = '' }) => ({
          rule: 'a quote is of an earlier entry',
          description: `${seq} of #${channel} quotes ${replyTo}; chosen was ${this.#typed.get(message)}.`,
        })),
    );
  }

  /** A quote shows the message as it is now, and nothing of a deleted one. */
  #checkShown(logs: Logs): Violation[] {
    const messages = new Map(
      [...logs].map(([channel, log]) => [channel, new Map(foldMessages(log).map((one) => [one.seq, one]))]),
    );
    return this.#shown
      .filter(({ channel, replyTo, text }) => text !== messages.get(channel)?.get(replyTo)?.text)
      .map(({ tab, channel, seq, replyTo, text }) => ({
        rule: 'a quote shows the current message',
        description: `${tab} shows ${JSON.stringify(text)} in ${seq} of #${channel}; ${replyTo} is ${JSON.stringify(messages.get(channel)?.get(replyTo)?.text)}.`,
      }));
  }

  #quote(): void {
    const tab = activeTab(this.#users);
    const screen = tab?.screen();
    if (!tab || !screen || screen.entries.length === 0) return;
    const { random } = this.#users;
    const { seq: replyTo } = random.pick(random.chance(0.5) ? screen.entries.slice(-6) : screen.entries);
    const text = `mq${this.#typed.size + 1}.`;
    this.#typed.set(text, replyTo);
    this.#environment.records.typed.push({ tab: tab.name, channel: screen.channel, text });
    this.#environment.context.addTrace(tab.name, `quotes ${replyTo} of #${screen.channel} in "${text}"`);
    tab.outbox?.send(text, undefined, { replyTo });
  }

  /** The quotes of the open channel come into view. */
  #display(): void {
    const tab = activeTab(this.#users);
    const quotes = tab && this.#pages.get(tab);
    const { conversation } = tab ?? {};
    if (!quotes || !conversation) return;
    for (const { replyTo } of conversation.timeline.peek().entries.map(recordedEntry))
      if (replyTo !== undefined) void quotes.load(conversation, replyTo);
  }

  /** A program of the user quotes an entry that does not exist yet; that is rejected. */
  #runWrongProgram(): void {
    const tab = activeTab(this.#users);
    const screen = tab?.screen();
    if (!tab || !screen) return;
    const after = screen.entries.at(-1)?.seq ?? 0;
    const body = { id: newId(), after, message: 'of the future', replyTo: after + 1_000 };
    const { context } = this.#environment;
    context.addTrace(tab.name, `runs a program that quotes ${body.replyTo} of #${screen.channel}`);
    tab.request('POST', `/channels/${screen.channel}/messages`, body).then(
      (status) => {
        if (status < 300) context.report('a quote is of an earlier entry', `${JSON.stringify(body)} was acknowledged.`);
      },
      () => undefined,
    );
  }
}

export const QUOTE_ACTIONS: ActionKind = {
  name: 'quotes',
  share: 0.3,
  start: (environment, users) => new QuoteActions(environment, users),
};
