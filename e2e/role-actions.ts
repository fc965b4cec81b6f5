// What people and schedules do, each thing by the role whose permissions it needs; everything can be done again and again.
import assert from 'node:assert/strict';
import { type Channel, type Invitation, newId } from '@parley/chat';
import type { Laptop } from '../harness/laptop.ts';
import { Person } from '../harness/test-user.ts';
import { short, type Template } from './iam-permissions.ts';

/** People who were never seen before, and a room of the host's in which the other has said something and reported it. */
export type Scene = {
  laptop: Laptop;
  template: Template;
  host: Person;
  other: Person;
  called: Person;
  stranger: Person;
  room: string;
  seq: number;
  code: string;
};

let people = 0;

/** Sets everything up that a deed needs. */
export async function aScene(laptop: Laptop, template: Template): Promise<Scene> {
  const aPerson = () => Person.signsIn(laptop, `person-${++people}`);
  const [host, other, called, stranger] = [await aPerson(), await aPerson(), await aPerson(), await aPerson()];
  await Promise.all([host, other, called].map((one) => one.asks('GET', '/channels')));
  const room = await host.makesChannel();
  for (const one of [other, called]) await one.joins(room);
  const { seq } = (await other.says(room, `for @person-${people - 1}`)).body;
  await other.asks('POST', `/channels/${room}/reports`, { seq, reason: 'rude' });
  return { laptop, template, host, other, called, stranger, room, seq, code: await invite(host, room) };
}

async function invite(host: Person, room: string): Promise<string> {
  return (await host.asks<Invitation>('POST', `/channels/${room}/invitations`, { hours: 1 })).body.code;
}

/** Whether something was done, and what was said of it. */
export type Outcome = { done: boolean; said: string };
export type Deed = (scene: Scene) => Promise<Outcome>;

const asks =
  (ask: (scene: Scene) => Promise<{ status: number; body?: unknown }>): Deed =>
  async (scene) => {
    const { status, body } = await ask(scene);
    assert.ok(status < 300 || status === 503, `${status} ${JSON.stringify(body)}`);
    return { done: status < 300, said: JSON.stringify(body) };
  };

/** What people and schedules do, by the role that is needed for it. */
export const DEEDS: Record<string, readonly Deed[]> = {
  HttpPostMessageRole: [
    asks(({ stranger }) => stranger.says('general', 'hello')),
    asks(({ other, room, seq }) => other.edits(room, seq, 'nobody is called')),
    // A retry whose message is gone meanwhile is told that it was stored.
    asks(async ({ other, room, seq }) => {
      const id = newId();
      await other.edits(room, seq, 'other words', id);
      await other.deletes(room, seq);
      return other.edits(room, seq, 'other words', id);
    }),
  ],
  HttpListMessagesRole: [asks(({ other, room }) => other.reads(room))],
  HttpChannelsRole: [
    asks(({ stranger }) => stranger.asks('GET', '/channels')),
    asks(({ host }) => host.asks('POST', '/channels', { kind: 'private', title: 'Room' })),
    asks(({ host, other }) => host.asks('POST', '/channels', { kind: 'direct', userIds: [other.sub] })),
  ],
  HttpMembersRole: [
    asks(({ other, room }) => other.asks('GET', `/channels/${room}/members`)),
    asks(({ stranger, room }) => stranger.asks('POST', `/channels/${room}/members`, {})),
  ],
  HttpModerationRole: [
    asks(({ host, room }) => host.asks('PATCH', `/channels/${room}`, { topic: 'new' })),
    asks(({ host, room }) => host.asks('GET', `/channels/${room}/audit`)),
    asks(({ host, room, other }) => host.asks('DELETE', `/channels/${room}/members/${other.sub}`)),
  ],
  HttpReportsRole: [
    asks(({ host, room, seq }) => host.asks('POST', `/channels/${room}/reports`, { seq, reason: 'rude' })),
    asks(({ host, room }) => host.asks('GET', `/channels/${room}/reports`)),
    asks(({ host, room, seq }) => host.asks('DELETE', `/channels/${room}/reports/${seq}`)),
  ],
  HttpInvitationsRole: [
    asks(({ host, room }) => host.asks('POST', `/channels/${room}/invitations`, { hours: 1 })),
    asks(({ host, room }) => host.asks('GET', `/channels/${room}/invitations`)),
    asks(({ host, room, code }) => host.asks('DELETE', `/channels/${room}/invitations/${code}`)),
    asks(({ stranger, code }) => stranger.asks('POST', `/invitations/${code}`, {})),
    asks(async ({ host, stranger }) => {
      const { body } = await host.asks<Channel>('POST', '/channels', { kind: 'private', title: 'Room' });
      return stranger.asks('POST', `/invitations/${await invite(host, body.name)}`, {});
    }),
  ],
  HttpUsersRole: [asks(({ host }) => host.asks('GET', '/users?name=person'))],
  HttpReadCursorRole: [
    asks(async ({ stranger, host }) => stranger.saw('general', (await host.says('general', 'hello')).body.seq)),
    asks(({ called, room, seq }) => called.saw(room, seq)),
  ],
  HttpSyncRole: [asks(({ stranger }) => stranger.syncs({ general: 0 }))],
  HttpBlocksRole: [
    asks(({ host, other }) => host.asks('PUT', `/users/me/blocks/${other.sub}`)),
    asks(({ host, other }) => host.asks('DELETE', `/users/me/blocks/${other.sub}`)),
  ],
  HttpProfilesRole: [
    asks(({ host }) => host.asks('GET', '/users/me')),
    asks(({ host }) => host.asks('PATCH', '/users/me', { displayName: 'Ann' })),
    asks(({ host }) => host.asks('POST', '/users/profiles', { userIds: [host.sub] })),
  ],
  EventsChannelReader: [
    async ({ other, room }) => {
      const hears = other.listens(room).then((ears) => ears[Symbol.dispose]());
      return hears.then(
        () => ({ done: true, said: '' }),
        (error: unknown) => ({ done: false, said: String(error) }),
      );
    },
  ],
  ApiKeyRotationRole: [
    async ({ laptop, template }) => {
      await longAfterDelivery(laptop);
      for (const { id } of laptop.keys?.all ?? []) await laptop.keys?.delete(id);
      return calls('ApiKeyRotationFunction', laptop, template);
    },
    async ({ laptop, template }) => {
      await longAfterDelivery(laptop);
      const made = new Date(laptop.clock.now() - 3_600_000).toISOString();
      await laptop.keys?.create({ description: `The pipe publishes with it; made ${made}` });
      return calls('ApiKeyRotationFunction', laptop, template);
    },
  ],
  GuestsCreateRole: [
    asks(({ laptop }) => {
      // The door lets one in each second.
      laptop.clock.advance(1_000);
      return Person.with(laptop, '').asks('POST', '/guests', {});
    }),
  ],
};

/** Everything is heard, and the repair has long forgotten the last time. */
async function longAfterDelivery(laptop: Laptop): Promise<void> {
  await laptop.passUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  laptop.clock.advance(11 * 60_000);
  await laptop.pass(250);
}

/** Calls a function, by its name in the template. */
export async function calls(name: string, { services }: Laptop, { Resources }: Template): Promise<Outcome> {
  const id = Object.keys(Resources).find((one) => short(one) === name) ?? '';
  const { error, payload } = await services.lambda.invoke(services.ids.name(id), {});
  return { done: error === undefined, said: JSON.stringify(payload) };
}
