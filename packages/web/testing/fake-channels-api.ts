// Channels and people for tests: what there is, a test puts there; what was asked for is noted.
import type {
  AuditRecord,
  Channel,
  ChannelChange,
  Invitation,
  InvitationPreview,
  JoinableChannel,
  Member,
  MemberChange,
  Members,
  NewChannel,
  NewReport,
  Reports,
  User,
} from '@parley/chat';
import type { ChannelsApi, ModerationApi } from '../api/types.ts';
import { ControlledServer } from './controlled-server.ts';

/** A channel with everything that a test does not care about filled in: its messages, none of them read. */
export function aChannel(name: string, head = 0, fields: Partial<Channel> = {}): Channel {
  return {
    name,
    kind: 'public',
    title: name,
    topic: '',
    archived: false,
    slowModeSeconds: 0,
    epoch: 0,
    effectiveRole: 'member',
    head,
    count: head,
    readSeq: 0,
    readCount: 0,
    mentions: 0,
    ...fields,
  };
}

/** A member with everything that a test does not care about filled in. */
export function aMember(name: string, fields: Partial<Member> = {}): Member {
  return { userId: `sub-${name}`, username: name, role: 'member', joinedAt: '2026-01-01T12:00:00.000Z', ...fields };
}

/** Channels that are made and come into, and people who are moderated. */
export class FakeChannelsApi extends ControlledServer implements ChannelsApi, ModerationApi {
  open: JoinableChannel[] = [];
  known: User[] = [];
  inside: Members = { members: [], banned: [], more: false };
  invited: Invitation[] = [];
  waiting: Reports = { reported: [], more: false };
  trail: AuditRecord[] = [];
  hidden: string[] = [];

  createChannel(asked: NewChannel): Promise<Channel> {
    const { kind } = asked;
    const name = asked.kind === 'public' ? asked.name : `${kind === 'private' ? 'p' : 'd'}-made`;
    const fields: Partial<Channel> = { kind, effectiveRole: kind === 'direct' ? 'member' : 'owner' };
    if (asked.kind === 'private') fields.title = asked.title;
    if (asked.kind === 'direct')
      fields.participants = asked.userIds.map((userId) => ({ userId, username: userId.slice(4) }));
    return this.answered(`create ${name}`, () => aChannel(name, 0, fields));
  }

  joinableChannels(): Promise<JoinableChannel[]> {
    return this.answered('others', () => this.open);
  }

  joinChannel(channel: string): Promise<Channel> {
    return this.answered(`join ${channel}`, () => aChannel(channel));
  }

  leaveChannel(channel: string, self: string): Promise<void> {
    return this.answered(`leave ${channel} ${self}`, () => undefined);
  }

  previewInvitation(code: string): Promise<InvitationPreview> {
    return this.answered(`invitation ${code}`, () => ({
      channel: 'p-made',
      title: 'Design',
      topic: '',
      members: 2,
      by: 'Bob',
    }));
  }

  acceptInvitation(code: string): Promise<Channel> {
    return this.answered(`accept ${code}`, () => aChannel('p-made', 0, { kind: 'private', title: 'Design' }));
  }

  searchUsers(name: string): Promise<User[]> {
    return this.answered(`people ${name}`, () => this.known.filter(({ username }) => username.startsWith(name)));
  }

  listBlocks(): Promise<string[]> {
    return this.answered('blocked', () => this.hidden);
  }

  blockUser(userId: string): Promise<string[]> {
    this.hidden = [...this.hidden, userId];
    return this.answered(`block ${userId}`, () => this.hidden);
  }

  unblockUser(userId: string): Promise<string[]> {
    this.hidden = this.hidden.filter((one) => one !== userId);
    return this.answered(`unblock ${userId}`, () => this.hidden);
  }

  changeChannel(channel: string, change: ChannelChange): Promise<void> {
    return this.answered(`change ${channel} ${JSON.stringify(change)}`, () => undefined);
  }

  listMembers(channel: string): Promise<Members> {
    return this.answered(`members ${channel}`, () => this.inside);
  }

  changeMember(channel: string, userId: string, change: MemberChange): Promise<void> {
    return this.answered(`change ${channel} ${userId} ${JSON.stringify(change)}`, () => undefined);
  }

  removeMember(channel: string, userId: string): Promise<void> {
    return this.answered(`remove ${channel} ${userId}`, () => undefined);
  }

  listInvitations(channel: string): Promise<Invitation[]> {
    return this.answered(`invites ${channel}`, () => this.invited);
  }

  createInvitation(channel: string, hours: number): Promise<Invitation> {
    const made = { code: 'abcdefghijklmnopqrstuv', expiresAt: '2026-01-03T12:00:00.000Z' };
    this.invited = [...this.invited, made];
    return this.answered(`invite ${channel} ${hours}`, () => made);
  }

  revokeInvitation(channel: string, code: string): Promise<void> {
    this.invited = this.invited.filter((one) => one.code !== code);
    return this.answered(`revoke ${channel} ${code}`, () => undefined);
  }

  createReport(channel: string, { seq, reason }: NewReport): Promise<void> {
    return this.answered(`report ${channel} ${seq} ${reason}`, () => undefined);
  }

  listReports(channel: string): Promise<Reports> {
    return this.answered(`reports ${channel}`, () => this.waiting);
  }

  settleReport(channel: string, seq: number): Promise<void> {
    const reported = this.waiting.reported.filter((one) => one.seq !== seq);
    this.waiting = { ...this.waiting, reported };
    return this.answered(`settle ${channel} ${seq}`, () => undefined);
  }

  listAuditTrail(channel: string): Promise<AuditRecord[]> {
    return this.answered(`audit ${channel}`, () => this.trail);
  }
}
