// The HTTP API as the page's state calls it: one method for each route that the page uses.
import type {
  AuditRecord,
  BlockedUsers,
  Channel,
  ChannelChange,
  ChannelPreferenceChange,
  ChannelPreferences,
  CursorPosition,
  Entry,
  Invitation,
  InvitationPreview,
  JoinableChannel,
  MemberChange,
  Members,
  NewChannel,
  NewEntry,
  NewReport,
  NotificationChange,
  Page,
  Profile,
  ProfileChange,
  Reports,
  RouteName,
  RouteParameters,
  Sync,
  SyncQuery,
  User,
} from '@parley/chat';
import type { RequestContent } from './request.ts';

/** Calls a route; throws an error that the page can display. */
export type RouteCaller = <Name extends RouteName>(
  name: Name,
  parameters: RouteParameters<Name>,
  content?: RequestContent,
) => Promise<Record<string, unknown>>;

/** A read cursor as the server has it. */
export type ReadPosition = Pick<Channel, 'readSeq' | 'readCount' | 'readVersion'>;

/** Messages and read cursors, channels and their members, and the sessions of the user. */
export interface Api extends ChannelsApi, ReadStateApi {
  /** Calls any route, for code that is loaded on demand. */
  request: RouteCaller;
  sync(query: SyncQuery): Promise<Sync>;
  listMessages(channel: string, query: { before?: number; after?: number; limit: number }): Promise<Page>;
  /** Stores an entry, unless the log contains its id behind `after` already: the error `sync-first` if that is too far back. */
  postMessage(channel: string, entry: NewEntry, after: number): Promise<Entry>;
}

/** Read cursors, and what the user has chosen for channels. */
export interface ReadStateApi {
  moveReadCursor(channel: string, position: CursorPosition): Promise<ReadPosition>;
  /** Marks a message and those after it as unread. */
  markUnread(channel: string, position: CursorPosition): Promise<ReadPosition>;
  markAllRead(positions: ReadonlyMap<string, CursorPosition>): Promise<ReadonlyMap<string, ReadPosition>>;
  changeChannelPreference(channel: string, change: ChannelPreferenceChange): Promise<ChannelPreferences>;
  changeNotifications(change: NotificationChange): Promise<ChannelPreferences>;
}

/** Registering a browser for pushes. */
export interface PushApi {
  /** The key of the server, with which a browser subscribes. */
  readPushKey(): Promise<string>;
  /** Registers a subscription of this browser; returns the id of the device. */
  registerDevice(subscription: unknown): Promise<string>;
  removeDevice(deviceId: string): Promise<void>;
}

/** Creating, finding, joining and leaving channels, and blocking users. */
export interface ChannelsApi {
  createChannel(channel: NewChannel): Promise<Channel>;
  /** The public channels of which the user is not a member. */
  joinableChannels(): Promise<JoinableChannel[]>;
  joinChannel(channel: string): Promise<Channel>;
  leaveChannel(channel: string, userId: string): Promise<void>;
  previewInvitation(code: string): Promise<InvitationPreview>;
  acceptInvitation(code: string): Promise<Channel>;
  /** The users who can be sent a direct message, by any part of their names. */
  searchUsers(name: string): Promise<User[]>;
  /** The users whom the user has blocked; the same after one more is blocked, and after one is unblocked. */
  listBlocks(): Promise<BlockedUsers>;
  blockUser(user: User): Promise<BlockedUsers>;
  unblockUser(userId: string): Promise<BlockedUsers>;
}

/** Changing a channel, its members, its invitations and its reports. */
export interface ModerationApi {
  changeChannel(channel: string, change: ChannelChange): Promise<void>;
  listMembers(channel: string): Promise<Members>;
  addMember(channel: string, userId: string): Promise<void>;
  changeMember(channel: string, userId: string, change: MemberChange): Promise<void>;
  removeMember(channel: string, userId: string): Promise<void>;
  listInvitations(channel: string): Promise<Invitation[]>;
  createInvitation(channel: string, hours: number): Promise<Invitation>;
  revokeInvitation(channel: string, code: string): Promise<void>;
  createReport(channel: string, report: NewReport): Promise<void>;
  listReports(channel: string): Promise<Reports>;
  settleReport(channel: string, seq: number): Promise<void>;
  listAuditTrail(channel: string): Promise<AuditRecord[]>;
}

/** Display names and pictures. */
export interface ProfilesApi {
  readProfile(): Promise<Profile>;
  changeProfile(change: ProfileChange): Promise<Profile>;
  listProfiles(userIds: readonly string[]): Promise<Profile[]>;
}
