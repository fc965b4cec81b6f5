// A tab: the page's own state and the client, with a person before it who opens channels, types and reads.
import { EventsClient } from '@parley/client';
import { effect, type Signal, untracked } from '@preact/signals';
import { httpApi } from '../../packages/web/api/http-api.ts';
import { REQUEST_MAX_MS } from '../../packages/web/api/request.ts';
import { Chat } from '../../packages/web/state/chat.ts';
import type { Conversation } from '../../packages/web/state/messages/conversation.ts';
import { newToken, type Person } from '../backend/access-tokens.ts';
import type { Asked } from '../backend/api-gateway.ts';
import { checkScreen } from '../checker/checker.ts';
import { noteFurther, type Screen, type Shown } from '../checker/records.ts';
import { Life } from '../determinism/lifetime.ts';
import type { Shore } from '../environment.ts';
import type { BrowserTray } from './browser-storage.ts';
import { type OpenSockets, socketsOf } from './memory-websocket.ts';
import { fetchOf } from './page-fetch.ts';

/** How soon a person presses "again" on a page that could not start. */
const START_AGAIN_MS = 4_000;

/** How long a token is used: less than it holds. */
const TOKEN_USED_MS = 50 * 60_000;

/** What a tab uses of the device on which it is open. */
export type TabDevice = {
  readonly person: Person;
  readonly skewMs: number;
  readonly asleep: boolean;
  readonly online: Signal<boolean>;
  readonly tray: BrowserTray;
};

/** Something that has come over the network, an entry perhaps. */
type Reached = { channel?: string; seq?: number };

/** One tab of a browser. A reload ends the page in it and begins another. */
export class Tab {
  readonly name: string;
  readonly device: TabDevice;
  readonly #shore: Shore;
  readonly #sockets: OpenSockets = new Set();
  #token: { text: string; until: number } | undefined;
  #wish: string | undefined;
  /** The newest entry of each channel that was on the screen since the page was loaded. */
  readonly seen = new Map<string, number>();
  #started = false;
  #fetch!: typeof fetch;
  #unwatch: (() => void)[] = [];
  life!: Life;
  chat!: Chat;

  constructor(name: string, device: TabDevice, shore: Shore) {
    this.name = name;
    this.device = device;
    this.#shore = shore;
    this.#load();
  }

  /** The page is loaded anew; only what the browser keeps is still there. */
  reload(): void {
    this.#note('reloads');
    this.#leave();
    this.#load();
  }

  /** Goes to a channel, as soon as the page knows it. */
  show(channel: string): void {
    this.#wish = channel;
    if (this.#started) this.chat.show(channel);
  }

  /** Asks the HTTP API something that the page has no words for. */
  async asks(method: string, path: string, body: unknown): Promise<void> {
    await this.#fetch(`https://api${path}`, {
      method,
      headers: { Authorization: this.#bearer(false) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_MAX_MS),
    });
  }

  /** The open channel. */
  get conversation(): Conversation | undefined {
    return this.#started ? this.chat.room.peek()?.conversation : undefined;
  }

  /** The network is gone. What was connected may fall silent, or break. */
  unplugged(silently: boolean): void {
    for (const socket of [...this.#sockets]) {
      if (silently) socket.silence();
      else socket.cut();
    }
  }

  /** The network is back. */
  pluggedIn(): void {
    if (!this.life.asleep && this.#started) this.chat.awake();
  }

  /** The laptop's lid is open again. */
  woke(): void {
    this.life.wake();
    if (this.#started) this.chat.awake();
  }

  /** What the open channel shows now. */
  screen(): Screen | undefined {
    const { conversation } = this;
    return conversation && screenOf(this.name, conversation);
  }

  #load(): void {
    const { world, machine, gateway } = this.#shore;
    const { device } = this;
    const life = new Life(world.timeline, device.skewMs);
    if (device.asleep) life.sleep();
    this.life = life;
    this.seen.clear();
    this.#started = false;
    const page = {
      name: this.name,
      life,
      sockets: this.#sockets,
      online: () => device.online.peek(),
      heard: (frame: string) => this.#heard(frame),
    };
    const fetch = fetchOf(world, gateway, page, (...answer) => this.#answered(...answer));
    this.#fetch = fetch;
    const authorization = async (renew = false) => ({ Authorization: this.#bearer(renew) });
    const events = new EventsClient({
      http: 'https://run.appsync-api.us-east-1.amazonaws.com/event',
      realtime: 'wss://run.appsync-realtime-api.us-east-1.amazonaws.com/event/realtime',
      authorization,
      WebSocket: socketsOf(world, machine, page),
      clock: life,
      random: world.chance.branch(this.name).draw,
    });
    const { sub: userId, username } = device.person;
    this.chat = new Chat(
      { userId, username },
      {
        api: httpApi({ api: 'https://api', authorization, fetch }),
        events,
        clock: life,
        online: device.online,
        tray: async () => device.tray.openIn(life),
        random: world.chance.branch(`${this.name} sends`).draw,
      },
    );
    void this.#start(life, this.chat);
  }

  #leave(): void {
    for (const stop of this.#unwatch.splice(0)) stop();
    this.life.end();
    for (const socket of [...this.#sockets]) socket.cut();
    this.#started = false;
  }

  async #start(life: Life, chat: Chat): Promise<void> {
    for (;;) {
      try {
        await chat.start();
        break;
      } catch {
        await new Promise<void>((resolve) => life.after(START_AGAIN_MS, resolve));
      }
    }
    if (life.over) return;
    this.#started = true;
    this.#wish ??= 'general';
    this.#unwatch = [this.#followWish(), this.#watch()];
  }

  /** As the address does in the page: a channel is opened once the page knows it. */
  #followWish(): () => void {
    return effect(() => {
      const names = this.chat.channels.list.value.map(({ name }) => name);
      const wish = this.#wish ?? '';
      if (names.includes(wish)) untracked(() => this.chat.show(wish));
    });
  }

  /** Looks at every state of the screen; what is in view is read. */
  #watch(): () => void {
    const { world, records } = this.#shore;
    return effect(() => {
      const conversation = this.chat.room.value?.conversation;
      if (!conversation) return;
      const screen = screenOf(this.name, conversation);
      for (const { rule, says } of checkScreen(screen)) world.found(rule, says);
      const newest = screen.entries.at(-1)?.seq;
      if (newest === undefined || this.device.asleep) return;
      this.seen.set(conversation.channel, newest);
      noteFurther(records.everSeen, this.device.person.sub, conversation.channel, newest);
      untracked(() => this.chat.saw(conversation));
    });
  }

  /** Of the frames of AppSync one with an event: `{ id, type: 'data', event }`, the event as JSON. */
  #heard(frame: string): void {
    const { type, event } = JSON.parse(frame) as { type: string; event: string };
    if (type === 'data') this.#reached([JSON.parse(event)]);
  }

  /** What has reached the person; signals have no seq. */
  #reached(entries: readonly Reached[]): void {
    for (const { channel, seq } of entries)
      if (channel !== undefined && seq !== undefined)
        noteFurther(this.#shore.records.reached, this.device.person.sub, channel, seq);
  }

  #answered({ method, path, body }: Asked, status: number, text: string): void {
    this.#note(`${method} ${path} answered ${status}`);
    if (status !== 200 && status !== 201) return;
    const { records } = this.#shore;
    const answer = JSON.parse(text) as Record<string, unknown>;
    const [, channel = ''] = /^\/channels\/([^/]+)\/messages$/.exec(path) ?? [];
    if (method === 'POST' && channel !== '' && body)
      records.acknowledged.push({ tab: this.name, channel, entry: shownOf(answer) });
    const { sub } = this.device.person;
    if (method === 'POST' && path === '/channels') records.made.push({ person: sub, channel: String(answer.name) });
    if (/^\/channels(?:\/[^/]+\/members)?$/.test(path) && typeof answer.name === 'string')
      records.joined.add(`${sub}/${answer.name}`);
    // The answer to a question after what was missed, a page, or one entry.
    const pages = (answer.missed ?? { only: answer }) as Record<string, { entries?: Reached[] } & Reached>;
    for (const { entries, ...entry } of Object.values(pages)) this.#reached(entries ?? [entry]);
    const [, read = ''] = /^\/channels\/([^/]+)\/read$/.exec(path) ?? [];
    if (read !== '') noteFurther(records.told, sub, read, Number(answer.readSeq));
    // Whoever comes for the first time, or into a channel, has read what was there.
    const told = Array.isArray(answer.channels) ? answer.channels : [answer];
    for (const { name, readSeq } of told as { name?: string; readSeq: number }[])
      if (name !== undefined && !records.told.has(`${sub}/${name}`)) {
        noteFurther(records.told, sub, name, readSeq);
        noteFurther(records.everSeen, sub, name, readSeq);
      }
  }

  #bearer(renew: boolean): string {
    const now = this.#shore.world.timeline.now();
    if (renew || !this.#token || this.#token.until <= now)
      this.#token = { text: newToken(this.device.person, now), until: now + TOKEN_USED_MS };
    return `Bearer ${this.#token.text}`;
  }

  #note(what: string): void {
    this.#shore.world.note(this.name, what);
  }
}

function screenOf(tab: string, conversation: Conversation): Screen {
  const { entries, outgoing } = conversation.timeline.value;
  return {
    tab,
    channel: conversation.channel,
    entries: entries.map(shownOf),
    complete: conversation.sync.value.state === 'complete',
    unsent: outgoing.map((one) => `${one.kind} ${JSON.stringify('message' in one ? one.message : one.target)}`),
  };
}

function shownOf(entry: object): Shown {
  const { channel: _, timestamp: _at, username: _name, count: _count, ...shown } = entry as Record<string, unknown>;
  return shown as Shown;
}
