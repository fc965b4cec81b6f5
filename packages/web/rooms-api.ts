// The HTTP API about channels and the people in them.
import type { AuditLine, Channel, Invitation, Invite, OtherChannel, Someone } from '@parley/chat';
import { ask, at, type Door, listOf, strange } from './door.ts';
import type { Moderation, Rooms } from './state/world.ts';

/** Making channels, finding them, and coming into them. */
export function roomsApi(door: Door): Rooms {
  const channel = async (path: string, body: unknown) => parseChannel(await ask(door, 'POST', path, body));
  const list = async (method: string, path: string) =>
    listOf<string>('people', (await ask(door, method, path))['blocked']);
  return {
    createChannel: (asked) => channel('/channels', asked),
    others: async () => listOf<OtherChannel>('channels', (await ask(door, 'GET', '/channels'))['others']),
    join: (name) => channel(`${at(name)}/members`, {}),
    async leave(name, self) {
      await ask(door, 'DELETE', `${at(name)}/members/${encodeURIComponent(self)}`);
    },
    async invitation(code) {
      const answer = (await ask(door, 'GET', `/invites/${encodeURIComponent(code)}`)) as Partial<Invitation>;
      if (typeof answer.channel !== 'string' || typeof answer.title !== 'string') throw strange('an invitation');
      return answer as Invitation;
    },
    accept: (code) => channel(`/invites/${encodeURIComponent(code)}`, {}),
    people: async (name) =>
      listOf<Someone>('people', (await ask(door, 'GET', `/people?${new URLSearchParams({ name })}`))['people']),
    blocked: () => list('GET', '/people/me/blocked'),
    block: (sender) => list('PUT', `/people/me/blocked/${encodeURIComponent(sender)}`),
    unblock: (sender) => list('DELETE', `/people/me/blocked/${encodeURIComponent(sender)}`),
  };
}

/** What is done to a channel and to the people in it. */
export function moderationApi(door: Door): Moderation {
  const person = (channel: string, sender: string) => `${at(channel)}/members/${encodeURIComponent(sender)}`;
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
    async changeMember(channel, sender, change) {
      await ask(door, 'PATCH', person(channel, sender), change);
    },
    async remove(channel, sender) {
      await ask(door, 'DELETE', person(channel, sender));
    },
    invites: (channel) => list<Invite>(channel, 'invites'),
    async invite(channel, hours) {
      const answer = (await ask(door, 'POST', `${at(channel)}/invites`, { hours })) as Partial<Invite>;
      if (typeof answer.code !== 'string' || typeof answer.expiresAt !== 'string') throw strange('an invitation');
      return answer as Invite;
    },
    async revoke(channel, code) {
      await ask(door, 'DELETE', `${at(channel)}/invites/${encodeURIComponent(code)}`);
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
    audit: (channel) => list<AuditLine>(channel, 'audit'),
  };
}

/** Reads a channel as a list or an answer has it. */
export function parseChannel(input: unknown): Channel {
  const channel = (input ?? {}) as Channel;
  const { name, kind, title, topic, standing, epoch, slowSeconds, head, count, read, readCount, mentions } = channel;
  const numbers = [epoch, slowSeconds, head, count, read, readCount, mentions];
  if (![name, kind, title, topic, standing].every((text) => typeof text === 'string')) throw strange('a channel');
  if (!numbers.every(Number.isSafeInteger)) throw strange('a channel');
  return channel;
}
