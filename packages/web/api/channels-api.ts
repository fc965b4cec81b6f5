// The HTTP API about channels and the people in them.
import type { AuditRecord, Channel, Invitation, InvitationPreview, JoinableChannel, User } from '@parley/chat';
import type { Moderation, Rooms } from '../state/ports.ts';
import { ask, at, type Door, listOf, strange } from './request.ts';

/** Making channels, finding them, and coming into them. */
export function roomsApi(door: Door): Rooms {
  const channel = async (path: string, body: unknown) => parseChannel(await ask(door, 'POST', path, body));
  const list = async (method: string, path: string) =>
    listOf<string>('people', (await ask(door, method, path))['blocked']);
  return {
    createChannel: (asked) => channel('/channels', asked),
    others: async () => listOf<JoinableChannel>('channels', (await ask(door, 'GET', '/channels'))['joinable']),
    join: (name) => channel(`${at(name)}/members`, {}),
    async leave(name, self) {
      await ask(door, 'DELETE', `${at(name)}/members/${encodeURIComponent(self)}`);
    },
    async invitation(code) {
      const answer = (await ask(door, 'GET', `/invitations/${encodeURIComponent(code)}`)) as Partial<InvitationPreview>;
      if (typeof answer.channel !== 'string' || typeof answer.title !== 'string') throw strange('an invitation');
      return answer as InvitationPreview;
    },
    accept: (code) => channel(`/invitations/${encodeURIComponent(code)}`, {}),
    people: async (name) =>
      listOf<User>('users', (await ask(door, 'GET', `/users?${new URLSearchParams({ name })}`))['users']),
    blocked: () => list('GET', '/users/me/blocks'),
    block: (userId) => list('PUT', `/users/me/blocks/${encodeURIComponent(userId)}`),
    unblock: (userId) => list('DELETE', `/users/me/blocks/${encodeURIComponent(userId)}`),
  };
}

/** What is done to a channel and to the people in it. */
export function moderationApi(door: Door): Moderation {
  const person = (channel: string, userId: string) => `${at(channel)}/members/${encodeURIComponent(userId)}`;
  const list = async <Of>(channel: string, what: string) =>
    listOf<Of>(what, (await ask(door, 'GET', `${at(channel)}/${what}`))[what]);
  return {
    async change(channel, change) {
      await ask(door, 'PATCH', at(channel), change);
    },
    async members(channel) {
      const { members, banned, more } = await ask(door, 'GET', `${at(channel)}/members`);
      return { members: listOf('members', members), banned: listOf('people', banned ?? []), more: more === true };
    },
    async changeMember(channel, userId, change) {
      await ask(door, 'PATCH', person(channel, userId), change);
    },
    async remove(channel, userId) {
      await ask(door, 'DELETE', person(channel, userId));
    },
    invites: (channel) => list<Invitation>(channel, 'invites'),
    async invite(channel, hours) {
      const answer = (await ask(door, 'POST', `${at(channel)}/invitations`, { hours })) as Partial<Invitation>;
      if (typeof answer.code !== 'string' || typeof answer.expiresAt !== 'string') throw strange('an invitation');
      return answer as Invitation;
    },
    async revoke(channel, code) {
      await ask(door, 'DELETE', `${at(channel)}/invitations/${encodeURIComponent(code)}`);
    },
    async report(channel, report) {
      await ask(door, 'POST', `${at(channel)}/reports`, report);
    },
    async reports(channel) {
      const { reported, more } = await ask(door, 'GET', `${at(channel)}/reports`);
      return { reported: listOf('reports', reported), more: more === true };
    },
    async settle(channel, seq) {
      await ask(door, 'DELETE', `${at(channel)}/reports/${seq}`);
    },
    audit: (channel) => list<AuditRecord>(channel, 'audit'),
  };
}

/** Reads a channel as a list or an answer has it. */
export function parseChannel(input: unknown): Channel {
  const channel = (input ?? {}) as Channel;
  const { name, kind, title, topic, effectiveRole, epoch, slowModeSeconds, head, count, readSeq, readCount, mentions } =
    channel;
  const numbers = [epoch, slowModeSeconds, head, count, readSeq, readCount, mentions];
  if (![name, kind, title, topic, effectiveRole].every((text) => typeof text === 'string')) throw strange('a channel');
  if (!numbers.every(Number.isSafeInteger)) throw strange('a channel');
  return channel;
}
