// What people do in a run, drawn from the seed.

import type { Shown } from './checker/records.ts';
import type { Chance } from './determinism/seeded-random.ts';
import type { Shore } from './environment.ts';
import type { Tab } from './page/tab.ts';
import { CHANNELS, EMOJI, ENDINGS } from './sample-texts.ts';

/** Channels that people make, beside those that are there. */
const MADE_MAX = 2;

/** Who is there to do it. */
type People = { chance: Chance; names: readonly string[]; tabs: readonly Tab[] };

/** What is done with what the page shows, each with how often it is done. */
export class Operations {
  readonly #shore: Shore;
  readonly #people: People;
  #said = 0;
  #made = 0;

  constructor(shore: Shore, people: People) {
    this.#shore = shore;
    this.#people = people;
  }

  /** Deeds and their weights. */
  readonly deeds: readonly (readonly [weight: number, deed: () => void])[] = [
    [50, () => this.#say()],
    [8, () => this.#edit()],
    [5, () => this.#takeBack()],
    [10, () => this.#react()],
    [16, () => this.#make()],
    [4, () => this.#show()],
    [8, () => this.#ban()],
    [4, () => this.#hurry()],
    [2, () => this.#scroll()],
  ];

  #say(): void {
    const tab = this.#tab();
    const conversation = tab?.conversation;
    if (!tab || !conversation) return;
    const text = this.#words();
    this.#note(tab, `says ${JSON.stringify(text)} in #${conversation.channel}`);
    this.#shore.records.typed.push({ tab: tab.name, channel: conversation.channel, text });
    conversation.send(text);
  }

  #edit(): void {
    this.#change('changes', true, ({ seq }, tab) => {
      const text = this.#words();
      tab.conversation?.edit(seq, text);
      return `to ${JSON.stringify(text)}`;
    });
  }

  #takeBack(): void {
    this.#change('takes back', true, ({ seq }, tab) => {
      tab.conversation?.takeBack(seq);
      return '';
    });
  }

  #react(): void {
    const { chance } = this.#people;
    this.#change('reacts to', false, ({ seq }, tab) => {
      const emoji = chance.pick(EMOJI);
      const on = chance.happens(0.7);
      tab.conversation?.react(seq, emoji, on);
      return `with ${on ? '' : 'no '}${emoji}`;
    });
  }

  /** Does something to a message that is shown; one's own, when it is its words that change. */
  #change(what: string, own: boolean, deed: (message: Shown, tab: Tab) => string): void {
    const tab = this.#tab();
    const screen = tab?.screen();
    if (!tab || !screen) return;
    const { sub } = tab.device.person;
    const messages = screen.entries.filter(({ kind, userId }) => kind === 'message' && (!own || userId === sub));
    if (messages.length === 0) return;
    const message = this.#people.chance.pick(messages.slice(-6));
    if (own && message.message) this.#shore.records.retired.add(message.message);
    this.#note(tab, `${what} ${message.seq} of #${screen.channel} ${deed(message, tab)}`);
  }

  #show(): void {
    const tab = this.#tab();
    const made = this.#shore.records.made.map(({ channel }) => channel);
    // Twice as often one that people made as one that was there.
    const channel = this.#people.chance.pick([...CHANNELS, ...made, ...made]);
    if (!tab) return;
    // Whoever was banned tries to come back.
    const isIn = CHANNELS.some((name) => name === channel) || tab.chat.channels.names.has(channel);
    this.#note(tab, `${isIn ? 'opens' : 'joins'} #${channel}`);
    if (!isIn) void tab.asks('POST', `/channels/${channel}/members`, {}).catch(() => undefined);
    tab.show(channel);
  }

  /** Once there are enough channels, people go there. */
  #make(): void {
    if (this.#made === MADE_MAX) return this.#show();
    const tab = this.#tab();
    if (!tab?.conversation) return;
    const name = `made-${++this.#made}`;
    this.#note(tab, `makes #${name}`);
    tab.chat.membership.create({ kind: 'public', name, topic: '' }).then(
      () => tab.show(name),
      (error: Error) => this.#note(tab, `could not: ${error.message}`),
    );
  }

  /** Whoever made a channel takes somebody out of it for good. */
  #ban(): void {
    const { chance, tabs } = this.#people;
    const others = this.#shore.records.made.flatMap(({ person: owner, channel }) =>
      tabs
        .filter((tab) => tab.conversation?.channel === channel && tab.device.person.sub !== owner)
        .map((tab) => ({ owner, channel, other: tab.device.person.sub })),
    );
    if (others.length === 0) return;
    const { owner, channel, other } = chance.pick(others);
    const tab = chance.pick(tabs.filter(({ device }) => device.person.sub === owner));
    if (tab.life.asleep) return;
    this.#note(tab, `bans ${other} from #${channel}`);
    tab.chat.membership.ruling.changeMember(channel, other, { banned: true }).catch((error: Error) => {
      this.#note(tab, `could not: ${error.message}`);
    });
  }

  #hurry(): void {
    this.#tab()?.chat.tryNow();
  }

  #scroll(): void {
    void this.#tab()?.conversation?.readOlder();
  }

  #tab(): Tab | undefined {
    const tab = this.#people.chance.pick(this.#people.tabs);
    return tab.life.asleep ? undefined : tab;
  }

  #words(): string {
    const { chance, names } = this.#people;
    // A full stop after the number, so that no text is the beginning of another.
    return `m${++this.#said}.${chance.happens(0.15) ? ` @${chance.pick(names)}` : ''}${chance.pick(ENDINGS)}`;
  }

  #note(tab: Tab, what: string): void {
    this.#shore.world.note(tab.name, what);
  }
}
