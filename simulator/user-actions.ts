// The actions of users in a run, drawn from the seed.

import { newId } from '@parley/chat';
import type { RecordedEntry } from './checker/records.ts';
import type { SeededRandom } from './determinism/seeded-random.ts';
import type { Environment } from './environment.ts';
import type { Tab } from './page/tab.ts';
import { CHANNELS, EMOJI, ENDINGS } from './sample-texts.ts';

/** The number of channels that users create, besides the existing ones. */
const CREATED_MAX = 2;

/** The users who act. */
type Users = { random: SeededRandom; usernames: readonly string[]; tabs: readonly Tab[] };

/** Actions on the state of the page. */
export class UserActions {
  readonly #environment: Environment;
  readonly #users: Users;
  #textCount = 0;
  #createdCount = 0;

  constructor(environment: Environment, users: Users) {
    this.#environment = environment;
    this.#users = users;
  }

  /** Actions and their weights. */
  readonly actions: readonly (readonly [weight: number, action: () => void])[] = [
    [50, () => this.#post()],
    [8, () => this.#edit()],
    [5, () => this.#delete()],
    [10, () => this.#react()],
    [16, () => this.#createChannel()],
    [4, () => this.#openChannel()],
    [4, () => this.#sendNow()],
    [2, () => this.#scroll()],
    [3, () => this.#runWrongProgram()],
  ];

  #post(): void {
    const tab = this.#tab();
    const conversation = tab?.conversation;
    if (!tab || !conversation) return;
    const text = this.#newText();
    this.#trace(tab, `posts ${JSON.stringify(text)} in #${conversation.channel}`);
    this.#environment.records.typed.push({ tab: tab.name, channel: conversation.channel, text });
    tab.outbox?.send(text);
  }

  #edit(): void {
    this.#change('edits', true, ({ seq }, tab) => {
      const text = this.#newText();
      this.#environment.records.edits.push({ channel: tab.conversation?.channel ?? '', target: seq, text });
      tab.outbox?.edit(seq, text);
      return `to ${JSON.stringify(text)}`;
    });
  }

  #delete(): void {
    this.#change('deletes', true, ({ seq }, tab) => {
      tab.outbox?.delete(seq);
      return '';
    });
  }

  #react(): void {
    const { random } = this.#users;
    this.#change('reacts to', false, ({ seq }, tab) => {
      const emoji = random.pick(EMOJI);
      const on = random.chance(0.7);
      tab.outbox?.react(seq, emoji, on);
      return `with ${on ? '' : 'no '}${emoji}`;
    });
  }

  /** Changes a displayed message; `own`: one by this user, whose text the change replaces. */
  #change(verb: string, own: boolean, change: (message: RecordedEntry, tab: Tab) => string): void {
    const tab = this.#tab();
    const screen = tab?.screen();
    if (!tab || !screen) return;
    const { user } = tab.device;
    const messages = screen.entries.filter(
      ({ kind, userId }) => kind === 'message' && (!own || userId === user.userId),
    );
    if (messages.length === 0) return;
    const message = this.#users.random.pick(messages.slice(-6));
    if (own && message.message) this.#environment.records.withdrawn.add(message.message);
    this.#trace(tab, `${verb} ${message.seq} of #${screen.channel} ${change(message, tab)}`);
  }

  #openChannel(): void {
    const tab = this.#tab();
    const created = this.#environment.records.created.map(({ channel }) => channel);
    // Created channels are twice as likely as the initial ones.
    const channel = this.#users.random.pick([...CHANNELS, ...created, ...created]);
    if (!tab) return;
    // A banned user tries to rejoin here.
    const isMember = CHANNELS.some((name) => name === channel) || tab.chat.channels.names.has(channel);
    this.#trace(tab, `${isMember ? 'opens' : 'joins'} #${channel}`);
    if (!isMember) void tab.request('POST', `/channels/${channel}/members`, {}).catch(() => undefined);
    tab.show(channel);
  }

  /** Creates a channel; once there are enough, opens one instead. */
  #createChannel(): void {
    if (this.#createdCount === CREATED_MAX) return this.#openChannel();
    const tab = this.#tab();
    if (!tab?.conversation) return;
    const title = `made-${++this.#createdCount}`;
    this.#trace(tab, `creates #${title}`);
    const topic = '';
    const isPrivate = this.#users.random.chance(0.4);
    const channel = isPrivate
      ? ({ kind: 'private', title, topic } as const)
      : ({ kind: 'public', name: title, topic } as const);
    tab.chat.membership.create(channel).then(
      (name) => tab.show(name),
      (error: Error) => this.#trace(tab, `failed: ${error.message}`),
    );
  }

  /** A program of the user uses the id of a message for another text, or a position of another log. Both are rejected. */
  #runWrongProgram(): void {
    const { random } = this.#users;
    const tab = this.#tab();
    const screen = tab?.screen();
    if (!tab || !screen) return;
    const own = screen.entries.filter(({ kind, userId }) => kind === 'message' && userId === tab.device.user.userId);
    const usesId = own.length > 0 && random.chance(0.5);
    const body = usesId
      ? { id: random.pick(own).id, after: 0, message: 'other words' }
      : { id: newId(), after: (screen.entries.at(-1)?.seq ?? 0) + 1_000, message: 'of another log' };
    this.#trace(tab, `runs a program that posts ${JSON.stringify(body)} in #${screen.channel}`);
    tab.request('POST', `/channels/${screen.channel}/messages`, body).then(
      (status) => {
        if (status < 300)
          this.#environment.context.report('an id is not reused', `${JSON.stringify(body)} was acknowledged.`);
      },
      () => undefined,
    );
  }

  #sendNow(): void {
    this.#tab()?.chat.retryNow();
  }

  #scroll(): void {
    void this.#tab()?.conversation?.loadOlder();
  }

  #tab(): Tab | undefined {
    const tab = this.#users.random.pick(this.#users.tabs);
    return tab.lifetime.suspended ? undefined : tab;
  }

  #newText(): string {
    const { random, usernames } = this.#users;
    // The full stop after the number prevents that a text is the beginning of another.
    return `m${++this.#textCount}.${random.chance(0.15) ? ` @${random.pick(usernames)}` : ''}${random.pick(ENDINGS)}`;
  }

  #trace(tab: Tab, event: string): void {
    this.#environment.context.addTrace(tab.name, event);
  }
}
