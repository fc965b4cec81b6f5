// The chat of the signed-in user: the channels, the open conversation, and what keeps both up to date.
import type { Entry, Sync } from '@parley/chat';
import { computed, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Api } from '../api/types.ts';
import type { SessionUser } from '../auth/session.ts';
import { Preferences } from './channels/channel-preferences.ts';
import { Channels } from './channels/channels.ts';
import { Hints } from './channels/hints.ts';
import { Membership } from './channels/membership.ts';
import { syncWhenMutesEnd } from './channels/mute-ends.ts';
import { ReadCursors } from './channels/read-cursors.ts';
import { Reading, type ReadMark } from './channels/reading.ts';
import type { ChatFiles } from './files/chat-files.ts';
import { disconnectWhileHidden, isGlance } from './hidden-page.ts';
import { Conversation } from './messages/conversation.ts';
import { followOpenChannel } from './messages/follow-open-channel.ts';
import { HeadCheck } from './messages/head-check.ts';
import { Synchronizer } from './messages/sync.ts';
import { SyncSchedule } from './messages/sync-schedule.ts';
import { subscribeToUser } from './messages/user-subscriptions.ts';
import { OfflineCopy, type OfflineCopyDeps } from './offline/offline-copy.ts';
import { Outbox, type OutboxDeps } from './outbox/outbox.ts';
import { onRejections } from './outbox/rejections.ts';
import type { Clock, ConnectionDetail, ConnectionState, Events } from './ports.ts';
import type { Threads } from './threads/threads.ts';
import { BlockedUsers } from './users/blocked-users.ts';
import { withUsername } from './users/named-user.ts';
import type { Presences } from './users/presence.ts';
import { Typing } from './users/typing.ts';

/** What the page holds of a channel that was opened: its messages, its outbox and who is typing. */
type ChannelParts = { conversation: Conversation; outbox: ReturnType<Outbox['forChannel']>; typing: Typing };

/** The open channel. */
export type OpenChannel = ChannelParts & ReadMark;

/** What the chat is given. `visible` is whether the page is in view. */
export type ChatDeps = { api: Api; events: Events; clock: Clock; visible: ReadonlySignal<boolean> } & OutboxDeps &
  OfflineCopyDeps;

/** Everything that a signed-in user sees. */
export class Chat {
  /** The signed-in user. The username is the token's until the first sync, as the server may have to change it. */
  readonly user: SessionUser;
  readonly channels: Channels;
  readonly membership: Membership;
  /** What is read, and what is marked as unread. */
  readonly reading: Reading<OpenChannel>;
  readonly preferences: Preferences;
  readonly blocked: BlockedUsers;
  /** Calls a route of the API, and publishes, for views that are loaded on demand. */
  readonly request: Api['request'];
  readonly events: Events;
  /** Who is online, which threads the user follows, and files, once their code is loaded; the versions of lists in the last sync. */
  readonly presence = signal<Presences | undefined>(undefined);
  readonly threads = signal<Threads | undefined>(undefined);
  readonly versions = signal<Pick<Sync, 'threads' | 'saved'>>({});
  readonly files = signal<ChatFiles | undefined>(undefined);
  /** What was typed and is not in the log yet, in all channels. */
  readonly outbox: Outbox;
  readonly offline: OfflineCopy;
  readonly #deps: ChatDeps;
  readonly #username = signal('');
  readonly #readCursors: ReadCursors;
  readonly #hints: Hints;
  readonly #synchronizer: Synchronizer;
  readonly #schedule: SyncSchedule;
  readonly #opened = new Map<string, ChannelParts>();
  readonly #openChannel = signal<OpenChannel | undefined>(undefined);
  readonly #connection = signal<{ state: ConnectionState; detail: ConnectionDetail }>({ state: 'idle', detail: {} });
  readonly #stops: (() => void)[] = [];
  // The channels that were known when the request in flight was sent.
  #requestedChannels: ReadonlySet<string> = new Set();
  #stopFollowing: (() => void) | undefined;
  #headCheck: HeadCheck | undefined;
  // Since when the page is hidden, until it wakes.
  #hiddenAt: number | undefined;

  constructor(user: SessionUser, deps: ChatDeps) {
    this.user = withUsername(user, this.#username);
    this.#username.value = user.username;
    this.#deps = deps;
    this.#synchronizer = new Synchronizer(deps.api, {
      cursors: () => this.#cursors(),
      known: () => {
        const { channel } = this.#openChannel.peek()?.conversation ?? {};
        // A page that is just opened answers those who display its user already.
        const presence = (this.presence.peek() ?? { question: () => ({ userIds: [], active: true }) }).question();
        return {
          known: this.channels.known(),
          ...(channel !== undefined && { open: channel }),
          ...(presence && { presence }),
        };
      },
      applySync: (sync, requested) => this.#applySync(sync, requested),
    });
    const sync = () => this.#synchronizer.now();
    this.#schedule = new SyncSchedule({ ...deps, sync, connected: () => this.#connection.peek().state !== 'idle' });
    const syncSoon = () => this.#schedule.soon();
    this.channels = new Channels(this.user, { ...deps, onLive: () => this.#schedule.now(), onOutdated: syncSoon });
    this.membership = new Membership(this.user, this.channels, { ...deps, syncSoon });
    this.preferences = new Preferences(user.userId, deps);
    this.blocked = new BlockedUsers(deps.api);
    this.request = deps.api.request;
    this.events = deps.events;
    this.offline = new OfflineCopy(deps);
    this.#hints = new Hints({
      ...deps,
      channels: this.channels,
      syncSoon,
      onWanted: () => this.presence.peek()?.wantedNow(),
      onReply: (...thread) => this.threads.peek()?.hinted(...thread),
    });
    this.#readCursors = new ReadCursors(user.userId, this.channels, deps);
    this.reading = new Reading(this.channels, this.#readCursors, this.#openChannel);
    this.outbox = new Outbox(deps, {
      sent: (entry) => this.#sent(entry),
      headOf: (channel) => this.channels.headOf(channel),
    });
    deps.events.watch((state, detail) => {
      this.#connection.value = { state, detail };
    });
  }

  /** The open channel. */
  get openChannel(): ReadonlySignal<OpenChannel | undefined> {
    return this.#openChannel;
  }

  /** The state of the connection. */
  get connection(): ReadonlySignal<{ state: ConnectionState; detail: ConnectionDetail }> {
    return this.#connection;
  }

  /** Loads the channels for the first time; throws an error that the page displays. */
  async start(): Promise<void> {
    if (this.#stops.length === 0) this.#subscribe();
    const synced = this.offline.start(this.#synchronizer.now(), this.#username, this.channels);
    await Promise.all([synced, this.outbox.open()]);
    this.#schedule.later();
  }

  /** Opens a channel, and closes the one that was open. */
  open(name: string): void {
    if (this.#openChannel.peek()?.conversation.channel === name) return;
    this.#closeOpenChannel();
    const channel = this.channels.list.peek().find((one) => one.name === name);
    if (!channel) return this.channels.subscribeExcept(undefined);
    const parts = this.#partsOf(name);
    this.channels.subscribeExcept(name);
    const mark = this.reading.begin(name);
    parts.conversation.open(channel.epoch, mark.newAfter);
    parts.typing.open(channel.epoch);
    this.#headCheck = new HeadCheck(parts.conversation, {
      ...this.#deps,
      isIdle: () => this.presence.peek()?.idle === true,
      onLoss: () => this.#schedule.suspectLosses(),
      onRefused: () => this.#schedule.soon(),
    });
    this.#stopFollowing = followOpenChannel(parts, this.channels, this.#headCheck);
    this.#openChannel.value = { ...parts, ...mark };
  }

  /** Ends all delays before retries, as the page is visible again or the network is back. */
  wake(): void {
    const hiddenMs = this.#hiddenAt && this.#deps.clock.now() - this.#hiddenAt;
    const hasAll = this.#connection.peek().state === 'live' && isGlance(hiddenMs);
    this.#hiddenAt = undefined;
    this.#deps.events.wake();
    this.outbox.hurry();
    if (hasAll) this.#schedule.skip();
    else if (!this.#schedule.fresh) void this.#schedule.now();
  }

  /** Retries immediately, because the user asked for it. */
  retryNow(): void {
    this.#deps.events.wake();
    this.outbox.hurry();
    void this.#openChannel.peek()?.conversation.syncNow();
  }

  /** Stops everything. */
  close(): void {
    this.#schedule.stop();
    for (const stop of this.#stops) stop();
    this.#closeOpenChannel();
    this.#readCursors.stop();
    this.outbox.close();
    this.#deps.events.close();
  }

  #subscribe(): void {
    const epochs = computed(() =>
      this.channels.list.value.map(({ name, epoch, typing }) => `${name}/${epoch}/${typing}`).join(' '),
    );
    const syncSoon = () => this.#schedule.soon();
    this.#stops.push(
      ...subscribeToUser(this.user, { ...this.#deps, onEvent: (event) => this.#received(event), syncSoon }),
      syncWhenMutesEnd({ ...this.#deps, channels: this.channels, syncSoon }),
      epochs.subscribe(() => untracked(() => this.#followChannels())),
      onRejections(this.outbox.items, () => this.#schedule.soon()),
      this.offline.follow({ username: this.#username, channels: this.channels.list, open: this.#openChannel }),
      disconnectWhileHidden({ ...this.#deps, connection: this.#connection }),
      this.#deps.visible.subscribe((visible) => {
        if (visible) return;
        this.#hiddenAt = this.#deps.clock.now();
        untracked(() => this.#readCursors.flushAll());
      }),
    );
  }

  #partsOf(name: string): ChannelParts {
    const outbox = this.outbox.forChannel(name);
    const parts = this.#opened.get(name) ?? {
      outbox,
      conversation: new Conversation(name, {
        ...this.#deps,
        outbox,
        headOf: (channel) => this.channels.headOf(channel),
        sync: () => this.#synchronizer.now(),
        saved: () => this.offline.timelineOf(name),
        onRefused: () => this.#schedule.soon(),
      }),
      typing: new Typing(name, this.user.userId, {
        ...this.#deps,
        connected: () => this.#connection.peek().state === 'live',
        enabled: () => this.channels.list.peek().some((one) => one.name === name && one.typing),
      }),
    };
    this.#opened.set(name, parts);
    return parts;
  }

  #closeOpenChannel(): void {
    const open = this.#openChannel.peek();
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
    if (open) this.#readCursors.flush(open.conversation.channel);
    open?.conversation.close();
    open?.typing.close();
    this.#openChannel.value = undefined;
  }

  // The open channel follows its epoch; a channel of which the user is no longer a member is forgotten.
  #followChannels(): void {
    const names = this.channels.names;
    const open = this.#openChannel.peek();
    if (open && !names.has(open.conversation.channel)) this.#closeOpenChannel();
    for (const [name, { conversation }] of this.#opened) {
      if (names.has(name)) continue;
      conversation.dispose();
      this.#opened.delete(name);
    }
    const { conversation, typing } = this.#openChannel.peek() ?? {};
    const { epoch } = this.channels.of(conversation?.channel) ?? {};
    if (epoch !== undefined) {
      conversation?.open(epoch);
      typing?.open(epoch);
    }
    this.channels.subscribeExcept(conversation?.channel);
  }

  #sent(entry: Entry): void {
    this.#opened.get(entry.channel)?.conversation.addEntry(entry);
    // The pages of the other participants may have synced before the conversation existed.
    const channel = this.channels.list.peek().find(({ name }) => name === entry.channel);
    if (entry.seq === 1 && channel) this.membership.notifyParticipants(channel);
  }

  #received(event: unknown): void {
    const { kind } = (event ?? {}) as { kind?: unknown };
    if (kind === 'channel-added' || kind === 'list-changed') this.#schedule.soon();
    else if (kind === 'thread') this.threads.peek()?.signalled(event);
    else if (!this.#hints.receive(event)) this.#readCursors.receive(event);
  }

  #cursors(): ReadonlyMap<string, number> {
    this.#requestedChannels = this.channels.names;
    const cursors = new Map<string, number>();
    for (const [name, { conversation }] of this.#opened)
      if (conversation.cursor !== undefined) cursors.set(name, conversation.cursor);
    return cursors;
  }

  #applySync(sync: Sync, requested: ReadonlyMap<string, number>): void {
    const { username, channels, preferences, missed, presence, threads, saved } = sync;
    this.offline.applied();
    this.#username.value = username;
    this.versions.value = { ...(threads && { threads }), ...(saved && { saved }) };
    if (preferences) this.preferences.apply(preferences);
    this.presence.peek()?.answered(presence);
    void this.blocked.load();
    const open = this.#openChannel.peek()?.conversation.channel;
    if (this.#schedule.routine && this.channels.lacksEvents(channels, open)) this.#schedule.suspectLosses();
    this.#headCheck?.restart();
    this.membership.applyRemovals(this.channels.applyList(channels, this.#requestedChannels));
    for (const [name, part] of Object.entries(missed))
      this.#opened.get(name)?.conversation.applyMissed(requested.get(name) ?? 0, part);
  }
}
