// A test double of the HTTP API of channels, members and blocks: a test sets its data, and it records the requests.
import type { BlockedUsers, Channel, InvitationPreview, JoinableChannel, Member, NewChannel, User } from '@parley/chat';
import type { Api, ChannelsApi } from '../api/types.ts';
import { ControlledServer } from './controlled-server.ts';

/** A channel with default fields: all its messages are unread. */
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
    typing: true,
    ...fields,
  };
}

/** A member with default fields. */
export function aMember(name: string, fields: Partial<Member> = {}): Member {
  return { userId: `sub-${name}`, username: name, role: 'member', joinedAt: '2026-01-01T12:00:00.000Z', ...fields };
}

/** Channels, invitations and blocks. Other routes have empty responses. */
export class FakeChannelsApi extends ControlledServer implements ChannelsApi {
  open: JoinableChannel[] = [];
  known: User[] = [];
  hidden: string[] = [];

  createChannel(asked: NewChannel): Promise<Channel> {
    const { kind } = asked;
    const name = asked.kind === 'public' ? asked.name : `${kind === 'private' ? 'p' : 'd'}-made`;
    const fields: Partial<Channel> = { kind, effectiveRole: kind === 'direct' ? 'member' : 'owner' };
    if (asked.kind !== 'direct' && asked.title !== undefined) fields.title = asked.title;
    if (asked.kind === 'direct')
      fields.participants = asked.userIds.map((userId) => ({ userId, username: userId.slice(4) }));
    return this.respond(`create ${name}`, () => aChannel(name, 0, fields));
  }

  joinableChannels(): Promise<JoinableChannel[]> {
    return this.respond('others', () => this.open);
  }

  joinChannel(channel: string): Promise<Channel> {
    return this.respond(`join ${channel}`, () => aChannel(channel));
  }

  leaveChannel(channel: string, self: string): Promise<void> {
    return this.respond(`leave ${channel} ${self}`, () => undefined);
  }

  previewInvitation(code: string): Promise<InvitationPreview> {
    return this.respond(`invitation ${code}`, () => ({
      channel: 'p-made',
      title: 'Design',
      topic: '',
      members: 2,
      by: 'Bob',
    }));
  }

  acceptInvitation(code: string): Promise<Channel> {
    return this.respond(`accept ${code}`, () => aChannel('p-made', 0, { kind: 'private', title: 'Design' }));
  }

  searchUsers(name: string): Promise<User[]> {
    return this.respond(`people ${name}`, () => this.known.filter(({ username }) => username.startsWith(name)));
  }

  listBlocks(): Promise<BlockedUsers> {
    return this.respond('blocked', () => ({ blocked: this.hidden, usernames: {} }));
  }

  blockUser({ userId, username }: User): Promise<BlockedUsers> {
    this.hidden = [...this.hidden, userId];
    return this.respond(`block ${userId}`, () => ({ blocked: this.hidden, usernames: { [userId]: username } }));
  }

  unblockUser(userId: string): Promise<BlockedUsers> {
    this.hidden = this.hidden.filter((one) => one !== userId);
    return this.respond(`unblock ${userId}`, () => ({ blocked: this.hidden, usernames: {} }));
  }

  request: Api['request'] = (name, parameters, { body } = {}) =>
    this.respond([name, ...Object.values(parameters), ...(body ? [JSON.stringify(body)] : [])].join(' '), () => ({}));
}
