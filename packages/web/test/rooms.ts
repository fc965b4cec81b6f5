// Channels and people for tests: what there is, a test puts there; what was asked for is noted.
import type {
  AuditLine,
  Channel,
  ChannelChange,
  Invitation,
  Invite,
  Member,
  MemberChange,
  Members,
  NewChannel,
  NewReport,
  OtherChannel,
  Reports,
  Someone,
} from '@parley/chat';
import type { Moderation, Rooms } from '../state/world.ts';
import { Answering } from './answers.ts';

/** A channel with everything that a test does not care about filled in: its messages, none of them read. */
export function aChannel(name: string, head = 0, fields: Partial<Channel> = {}): Channel {
  return {
    name,
    kind: 'public',
    title: name,
    topic: '',
    archived: false,
    slowSeconds: 0,
    epoch: 0,
    standing: 'member',
    head,
    count: head,
    read: 0,
    readCount: 0,
    mentions: 0,
    ...fields,
  };
}

/** A member with everything that a test does not care about filled in. */
export function aMember(name: string, fields: Partial<Member> = {}): Member {
  return { sender: `sub-${name}`, username: name, role: 'member', joinedAt: '2026-01-01T12:00:00.000Z', ...fields };
}

/** Channels that are made and come into, and people who are moderated. */
export class FakeRooms extends Answering implements Rooms, Moderation {
  open: OtherChannel[] = [];
  known: Someone[] = [];
  inside: Members = { members: [], banned: [], more: false };
  invited: Invite[] = [];
  waiting: Reports = { reported: [], more: false };
  trail: AuditLine[] = [];
  hidden: string[] = [];

  createChannel(asked: NewChannel): Promise<Channel> {
    const { kind } = asked;
    const name = asked.kind === 'public' ? asked.name : `${kind === 'private' ? 'p' : 'd'}-made`;
    const fields: Partial<Channel> = { kind, standing: kind === 'direct' ? 'member' : 'owner' };
    if (asked.kind === 'private') fields.title = asked.title;
    if (asked.kind === 'direct') fields.people = asked.people.map((sender) => ({ sender, username: sender.slice(4) }));
    return this.answered(`create ${name}`, () => aChannel(name, 0, fields));
  }

  others(): Promise<OtherChannel[]> {
    return this.answered('others', () => this.open);
  }

  join(channel: string): Promise<Channel> {
    return this.answered(`join ${channel}`, () => aChannel(channel));
  }

  leave(channel: string, self: string): Promise<void> {
    return this.answered(`leave ${channel} ${self}`, () => undefined);
  }

  invitation(code: string): Promise<Invitation> {
    return this.answered(`invitation ${code}`, () => ({
      channel: 'p-made',
      title: 'Design',
      topic: '',
      members: 2,
      by: 'Bob',
    }));
  }

  accept(code: string): Promise<Channel> {
    return this.answered(`accept ${code}`, () => aChannel('p-made', 0, { kind: 'private', title: 'Design' }));
  }

  people(name: string): Promise<Someone[]> {
    return this.answered(`people ${name}`, () => this.known.filter(({ username }) => username.startsWith(name)));
  }

  blocked(): Promise<string[]> {
    return this.answered('blocked', () => this.hidden);
  }

  block(sender: string): Promise<string[]> {
    this.hidden = [...this.hidden, sender];
    return this.answered(`block ${sender}`, () => this.hidden);
  }

  unblock(sender: string): Promise<string[]> {
    this.hidden = this.hidden.filter((one) => one !== sender);
    return this.answered(`unblock ${sender}`, () => this.hidden);
  }

  change(channel: string, change: ChannelChange): Promise<void> {
    return this.answered(`change ${channel} ${JSON.stringify(change)}`, () => undefined);
  }

  members(channel: string): Promise<Members> {
    return this.answered(`members ${channel}`, () => this.inside);
  }

  changeMember(channel: string, sender: string, change: MemberChange): Promise<void> {
    return this.answered(`change ${channel} ${sender} ${JSON.stringify(change)}`, () => undefined);
  }

  remove(channel: string, sender: string): Promise<void> {
    return this.answered(`remove ${channel} ${sender}`, () => undefined);
  }

  invites(channel: string): Promise<Invite[]> {
    return this.answered(`invites ${channel}`, () => this.invited);
  }

  invite(channel: string, hours: number): Promise<Invite> {
    const made = { code: 'abcdefghijklmnopqrstuv', expiresAt: '2026-01-03T12:00:00.000Z' };
    this.invited = [...this.invited, made];
    return this.answered(`invite ${channel} ${hours}`, () => made);
  }

  revoke(channel: string, code: string): Promise<void> {
    this.invited = this.invited.filter((one) => one.code !== code);
    return this.answered(`revoke ${channel} ${code}`, () => undefined);
  }

  report(channel: string, { seq, reason }: NewReport): Promise<void> {
    return this.answered(`report ${channel} ${seq} ${reason}`, () => undefined);
  }

  reports(channel: string): Promise<Reports> {
    return this.answered(`reports ${channel}`, () => this.waiting);
  }

  settle(channel: string, seq: number): Promise<void> {
    const reported = this.waiting.reported.filter((one) => one.seq !== seq);
    this.waiting = { ...this.waiting, reported };
    return this.answered(`settle ${channel} ${seq}`, () => undefined);
  }

  audit(channel: string): Promise<AuditLine[]> {
    return this.answered(`audit ${channel}`, () => this.trail);
  }
}
