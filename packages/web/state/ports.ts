// What the page's state needs of the world: the HTTP API, the events, time.
import type {
  AuditRecord,
  Channel,
  ChannelChange,
  Entry,
  Invitation,
  InvitationPreview,
  JoinableChannel,
  MemberChange,
  Members,
  NewChannel,
  NewEntry,
  NewReport,
  Page,
  Reports,
  Sync,
  SyncQuery,
  User,
} from '@parley/chat';

export { type Clock, systemClock } from '@parley/client';

/** The HTTP API of the chat: what is said, and the channels and the people in them. */
export interface Api extends Rooms, Moderation {
  sync(query: SyncQuery): Promise<Sync>;
  read(channel: string, seq: number): Promise<void>;
  page(channel: string, query: { before?: number; after?: number; limit: number }): Promise<Page>;
  post(channel: string, entry: NewEntry): Promise<Entry>;
}

/** Making channels, finding them, and coming into them. */
export interface Rooms {
  createChannel(channel: NewChannel): Promise<Channel>;
  /** The public channels that this person is not in. */
  others(): Promise<JoinableChannel[]>;
  join(channel: string): Promise<Channel>;
  leave(channel: string, self: string): Promise<void>;
  invitation(code: string): Promise<InvitationPreview>;
  accept(code: string): Promise<Channel>;
  /** Who can be talked to, by the beginning of their names. */
  people(name: string): Promise<User[]>;
  /** Whom this person has blocked, by sender; the same after one more, and after one less. */
  blocked(): Promise<string[]>;
  block(userId: string): Promise<string[]>;
  unblock(userId: string): Promise<string[]>;
}

/** What is done to a channel and to the people in it. */
export interface Moderation {
  change(channel: string, change: ChannelChange): Promise<void>;
  members(channel: string): Promise<Members>;
  changeMember(channel: string, userId: string, change: MemberChange): Promise<void>;
  remove(channel: string, userId: string): Promise<void>;
  invites(channel: string): Promise<Invitation[]>;
  invite(channel: string, hours: number): Promise<Invitation>;
  revoke(channel: string, code: string): Promise<void>;
  report(channel: string, report: NewReport): Promise<void>;
  reports(channel: string): Promise<Reports>;
  settle(channel: string, seq: number): Promise<void>;
  audit(channel: string): Promise<AuditRecord[]>;
}

/** How a subscription is doing. */
export type Hearing = 'subscribing' | 'live' | 'disconnected' | 'refused';

/** How the connection is doing. */
export type Connection = 'idle' | 'connecting' | 'handshaking' | 'live' | 'waiting' | 'closed';

/** What is known beside the connection's state: when the next try is, and what went wrong. */
export type ConnectionDetail = { retryAt?: number; error?: unknown };

/** The events, as `EventsClient` of `@parley/client` brings them. */
export interface Events {
  subscribe(
    channel: string,
    heard: (event: unknown) => void,
    watch?: (state: Hearing, error?: unknown) => void,
  ): () => void;
  publish(channel: string, events: readonly unknown[]): Promise<unknown>;
  watch(listener: (state: Connection, detail: ConnectionDetail) => void): () => void;
  wake(): void;
  close(): void;
}
