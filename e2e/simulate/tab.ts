// A tab: the page's own state and the client, with a person before it who opens channels, types and reads.
import { EventsClient } from '@parley/client';
import { effect, untracked } from '@preact/signals';
import { httpApi } from '../../packages/web/api.ts';
import { Chat } from '../../packages/web/state/chat.ts';
import type { Conversation } from '../../packages/web/state/conversation.ts';
import { checkScreen } from './checker.ts';
import type { Device } from './device.ts';
import type { Asked } from './gateway.ts';
import { Life } from './life.ts';
import { fetchOf } from './page-network.ts';
import type { Said, Screen } from './records.ts';
import type { Shore } from './shore.ts';
import { type OpenSockets, socketsOf } from './socket.ts';
import { newToken } from './tokens.ts';

/** How soon a person presses "again" on a page that could not start. */
const START_AGAIN_MS = 4_000;

/** How long a token is used: less than it holds. */
const TOKEN_USED_MS = 50 * 60_000;

/** One tab of a browser. A reload ends the page in it and begins another. */
export class Tab {
  readonly name: string;
  readonly device: Device;
  readonly #shore: Shore;
  readonly #sockets: OpenSockets = new Set();
  #token: { text: string; until: number } | undefined;
  #wish: string | undefined;
  #started = false;
  #unwatch: (() => void) | undefined;
  life!: Life;
  chat!: Chat;

  constructor(name: string, device: Device, shore: Shore) {
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
    if (!this.#started) return;
    this.#unwatch?.();
    this.chat.show(channel);
    const room = this.chat.room.peek();
    this.#unwatch = room && this.#watch(room.conversation);
  }

  /** The open channel. */
  get conversation(): Conversation | undefined {
    return this.#started ? this.chat.room.peek()?.conversation : undefined;
  }

  networkChanged(silently: boolean): void {
    if (!this.device.online)
      for (const socket of [...this.#sockets]) {
        if (silently) socket.silence();
        else socket.cut();
      }
    else if (!this.life.asleep && this.#started) this.chat.awake();
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
    this.#started = false;
    const page = { name: this.name, life, sockets: this.#sockets, online: () => device.online };
    const fetch = fetchOf(world, gateway, page, (asked, status, body) => this.#answered(asked, status, body));
    const authorization = async (renew = false) => ({ Authorization: this.#bearer(renew) });
    const events = new EventsClient({
      http: 'https://run.appsync-api.us-east-1.amazonaws.com/event',
      realtime: 'wss://run.appsync-realtime-api.us-east-1.amazonaws.com/event/realtime',
      authorization,
      WebSocket: socketsOf(world, machine, page),
      clock: life,
      random: world.chance.branch(this.name).draw,
    });
    const { sub: sender, username } = device.person;
    this.chat = new Chat(
      { sender, username },
      {
        api: httpApi({ api: 'https://api', authorization, fetch }),
        events,
        clock: life,
        online: device.network,
        tray: async () => device.tray.open(life),
        random: world.chance.branch(`${this.name} sends`).draw,
      },
    );
    void this.#start(life, this.chat);
  }

  #leave(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
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
    this.show(this.#wish ?? 'general');
  }

  /** Looks at every state of the screen; what is in view is read. */
  #watch(conversation: Conversation): () => void {
    return effect(() => {
      const screen = screenOf(this.name, conversation);
      for (const { rule, says } of checkScreen(screen)) this.#shore.world.found(rule, says);
      if (!this.device.asleep) untracked(() => this.chat.saw(conversation));
    });
  }

  #answered({ method, path, body }: Asked, status: number, text: string): void {
    this.#note(`${method} ${path} answered ${status}`);
    const [, channel = ''] = /^\/channels\/([^/]+)\/messages$/.exec(path) ?? [];
    if (method !== 'POST' || channel === '' || !body || (status !== 200 && status !== 201)) return;
    this.#shore.records.acknowledged.push({ tab: this.name, channel, ...saidOf(JSON.parse(text)) });
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
    said: entries.map(saidOf),
    complete: conversation.sync.value.state === 'complete',
    unsent: outgoing.filter((one) => one.kind === 'message').map(({ message }) => message),
  };
}

function saidOf({ seq, id, sender, message }: Record<string, unknown>): Said {
  return { seq, id, sender, text: message } as Said;
}
