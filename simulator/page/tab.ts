// A browser tab: the state of the page and the client, and a user who opens channels, types and reads.
import { EventsClient } from '@parley/client';
import { effect, type Signal, signal, untracked } from '@preact/signals';
import { httpApi } from '../../packages/web/api/http-api.ts';
import { REQUEST_MAX_MS } from '../../packages/web/api/request.ts';
import { Chat } from '../../packages/web/state/chat.ts';
import type { Conversation } from '../../packages/web/state/messages/conversation.ts';
import type { ChannelOutbox } from '../../packages/web/state/outbox/channel-outbox.ts';
import { newToken, type SimulatedUser } from '../backend/access-tokens.ts';
import type { HttpRequest } from '../backend/api-gateway.ts';
import { checkScreen } from '../checker/checker.ts';
import { type RecordedEntry, raiseCursor, type Screen } from '../checker/records.ts';
import { Lifetime } from '../determinism/lifetime.ts';
import type { Environment } from '../environment.ts';
import type { BrowserStorage } from './browser-storage.ts';
import { type OpenSockets, webSocketClass } from './memory-websocket.ts';
import { fetchOf } from './page-fetch.ts';

/** The delay after which a user presses "Try again" on a page that could not start. */
const RESTART_MS = 4_000;

/** How long a token is used: shorter than it is valid. */
const TOKEN_USED_MS = 50 * 60_000;

/** What a tab uses of the device on which it is open. */
export type TabDevice = {
  readonly user: SimulatedUser;
  readonly skewMs: number;
  readonly suspended: boolean;
  readonly online: Signal<boolean>;
  readonly storage: BrowserStorage;
};

/** What is called of the pages of all tabs: when a page has started, which returns what is called at its end, and for each successful response. */
export type PageHooks = {
  onStart(tab: Tab): () => void;
  onResponse(tab: Tab, request: HttpRequest, response: Readonly<Record<string, unknown>>): void;
};

/** Something received over the network, possibly an entry. */
type Received = { channel?: string; seq?: number };

/** A browser tab. A reload ends its page and starts a new one. */
export class Tab {
  readonly name: string;
  readonly device: TabDevice;
  readonly #environment: Environment;
  readonly #hooks: PageHooks;
  readonly #sockets: OpenSockets = new Set();
  #token: { text: string; until: number } | undefined;
  #requestedChannel: string | undefined;
  /** The newest entry of each channel that was displayed since the page was loaded. */
  readonly seen = new Map<string, number>();
  #started = false;
  #fetch!: typeof fetch;
  #stopEffects: (() => void)[] = [];
  lifetime!: Lifetime;
  chat!: Chat;

  constructor(name: string, device: TabDevice, environment: Environment, hooks: PageHooks) {
    this.name = name;
    this.device = device;
    this.#environment = environment;
    this.#hooks = hooks;
    this.#load();
  }

  /** Loads the page again; only what the browser stores remains. */
  reload(): void {
    this.#trace('reloads');
    this.#unload();
    this.#load();
  }

  /** Closes the page for ever. */
  close(): void {
    this.#unload();
  }

  /** Opens a channel as soon as it is in the page's list. */
  show(channel: string): void {
    this.#requestedChannel = channel;
    if (this.#started) this.chat.open(channel);
  }

  /** Sends a request that the page has no control for, and returns the status of the response. */
  async request(method: string, path: string, body: unknown): Promise<number> {
    const { status } = await this.#fetch(`https://api${path}`, {
      method,
      headers: { Authorization: this.#bearer(false) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_MAX_MS),
    });
    return status;
  }

  /** The open channel. */
  get conversation(): Conversation | undefined {
    return this.#started ? this.chat.openChannel.peek()?.conversation : undefined;
  }

  /** The outbox of the open channel. */
  get outbox(): ChannelOutbox | undefined {
    return this.#started ? this.chat.openChannel.peek()?.outbox : undefined;
  }

  /** Loses the network: open sockets close, or silently stop delivering. */
  loseNetwork(silently: boolean): void {
    for (const socket of [...this.#sockets]) {
      if (silently) socket.silence();
      else socket.breakOff();
    }
  }

  /** Regains the network. */
  regainNetwork(): void {
    if (!this.lifetime.suspended && this.#started) this.chat.wake();
  }

  /** Resumes after the device was suspended. */
  resume(): void {
    this.lifetime.resume();
    if (this.#started) this.chat.wake();
  }

  /** The current content of the open channel. */
  screen(): Screen | undefined {
    const { conversation } = this;
    return conversation && screenOf(this.name, conversation);
  }

  #load(): void {
    const { context, machine, gateway } = this.#environment;
    const { device } = this;
    const lifetime = new Lifetime(context.clock, device.skewMs);
    if (device.suspended) lifetime.suspend();
    this.lifetime = lifetime;
    this.seen.clear();
    this.#started = false;
    const page = {
      name: this.name,
      lifetime,
      sockets: this.#sockets,
      online: () => device.online.peek(),
      onFrame: (frame: string) => this.#onFrame(frame),
    };
    const fetch = fetchOf(context, gateway, page, (...response) => this.#onResponse(...response));
    this.#fetch = fetch;
    const authorization = async (renew = false) => ({ Authorization: this.#bearer(renew) });
    const events = new EventsClient({
      http: 'https://run.appsync-api.us-east-1.amazonaws.com/event',
      realtime: 'wss://run.appsync-realtime-api.us-east-1.amazonaws.com/event/realtime',
      authorization,
      WebSocket: webSocketClass(context, machine, page),
      clock: lifetime,
      random: context.random.branch(this.name).draw,
    });
    const { userId, username } = device.user;
    this.chat = new Chat(
      { userId, username },
      {
        api: httpApi({ api: 'https://api', authorization, fetch }),
        events,
        clock: lifetime,
        online: device.online,
        visible: signal(true),
        openOutboxStorage: async () => device.storage.openIn(lifetime),
        random: context.random.branch(`${this.name} sends`).draw,
      },
    );
    void this.#start(lifetime, this.chat);
  }

  #unload(): void {
    for (const stop of this.#stopEffects.splice(0)) stop();
    this.lifetime.end();
    for (const socket of [...this.#sockets]) socket.breakOff();
    this.#started = false;
  }

  async #start(lifetime: Lifetime, chat: Chat): Promise<void> {
    for (;;) {
      try {
        await chat.start();
        break;
      } catch {
        await new Promise<void>((resolve) => lifetime.after(RESTART_MS, resolve));
      }
    }
    if (lifetime.ended) return;
    this.#started = true;
    this.#requestedChannel ??= 'general';
    const end = this.#hooks.onStart(this);
    this.#stopEffects = [this.#openRequestedChannel(), this.#observeScreen(), end];
  }

  /** Opens a requested channel once it is in the page's list, as the page does with its address. */
  #openRequestedChannel(): () => void {
    return effect(() => {
      const names = this.chat.channels.list.value.map(({ name }) => name);
      const requested = this.#requestedChannel ?? '';
      if (names.includes(requested)) untracked(() => this.chat.open(requested));
    });
  }

  /** Checks every state of the screen, and marks what is displayed as read. */
  #observeScreen(): () => void {
    const { context, records } = this.#environment;
    return effect(() => {
      const conversation = this.chat.openChannel.value?.conversation;
      if (!conversation) return;
      const screen = screenOf(this.name, conversation);
      for (const { rule, description } of checkScreen(screen)) context.report(rule, description);
      const newest = screen.entries.at(-1)?.seq;
      if (newest === undefined || this.device.suspended) return;
      this.seen.set(conversation.channel, newest);
      raiseCursor(records.displayed, this.device.user.userId, conversation.channel, newest);
      untracked(() => this.chat.reading.markSeen(conversation));
    });
  }

  /** AppSync's frame with an event: `{ id, type: 'data', event }`, the event as JSON. */
  #onFrame(frame: string): void {
    const { type, event } = JSON.parse(frame) as { type: string; event: string };
    if (type === 'data') this.#recordReceived([JSON.parse(event)]);
  }

  /** Records what has reached the user; signals have no seq. */
  #recordReceived(entries: readonly Received[]): void {
    for (const { channel, seq } of entries)
      if (channel !== undefined && seq !== undefined)
        raiseCursor(this.#environment.records.received, this.device.user.userId, channel, seq);
  }

  #onResponse(request: HttpRequest, status: number, text: string): void {
    const { method, path, body } = request;
    this.#trace(`${method} ${path} returned ${status}`);
    if (status !== 200 && status !== 201) return;
    const { records } = this.#environment;
    const response = JSON.parse(text) as Record<string, unknown>;
    this.#hooks.onResponse(this, request, response);
    const [, channel = ''] = /^\/channels\/([^/]+)\/messages$/.exec(path) ?? [];
    if (method === 'POST' && channel !== '' && body)
      records.acknowledged.push({ tab: this.name, channel, entry: recordedEntry(response) });
    const { userId } = this.device.user;
    if (method === 'POST' && path === '/channels') records.created.push({ userId, channel: String(response.name) });
    if (/^\/(?:channels(?:\/[^/]+\/members)?|invitations\/[^/]+)$/.test(path) && typeof response.name === 'string')
      records.joined.add(`${userId}/${response.name}`);
    // The response to a sync, a page of entries, or one entry.
    const pages = (response.missed ?? { only: response }) as Record<string, { entries?: Received[] } & Received>;
    for (const { entries, ...entry } of Object.values(pages)) this.#recordReceived(entries ?? [entry]);
    const [, read = ''] = /^\/channels\/([^/]+)\/read$/.exec(path) ?? [];
    if (read !== '') raiseCursor(records.acknowledgedReads, userId, read, Number(response.readSeq));
    // A new user, or a member of a channel who is new or returns, starts with all existing messages read.
    const channels = Array.isArray(response.channels) ? response.channels : [response];
    for (const { name, readSeq } of channels as { name?: string; readSeq: number }[])
      if (
        name !== undefined &&
        (!records.acknowledgedReads.has(`${userId}/${name}`) || records.left.has(`${userId}/${name}`))
      ) {
        raiseCursor(records.acknowledgedReads, userId, name, readSeq);
        raiseCursor(records.displayed, userId, name, readSeq);
      }
  }

  #bearer(renew: boolean): string {
    const now = this.#environment.context.clock.now();
    if (renew || !this.#token || this.#token.until <= now)
      this.#token = { text: newToken(this.device.user, now), until: now + TOKEN_USED_MS };
    return `Bearer ${this.#token.text}`;
  }

  #trace(event: string): void {
    this.#environment.context.addTrace(this.name, event);
  }
}

function screenOf(tab: string, conversation: Conversation): Screen {
  const { entries, outgoing } = conversation.timeline.value;
  return {
    tab,
    channel: conversation.channel,
    entries: entries.map(recordedEntry),
    complete: conversation.loadState.value.state === 'complete',
    unsent: outgoing.map((one) => `${one.kind} ${JSON.stringify('message' in one ? one.message : one.target)}`),
  };
}

/** What is recorded of an entry that a page displays. */
export function recordedEntry(entry: object): RecordedEntry {
  const { channel: _, timestamp: _at, username: _name, count: _count, ...shown } = entry as Record<string, unknown>;
  return shown as RecordedEntry;
}
