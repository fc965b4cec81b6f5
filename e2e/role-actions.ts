// What people and schedules do, each thing by the role whose permissions it needs; everything can be done again and again.
import assert from 'node:assert/strict';
import { type Channel, type Invitation, newId } from '@parley/chat';
import type { Laptop } from '../harness/laptop.ts';
import { TestUser } from '../harness/test-user.ts';
import { short, type Template } from './iam-permissions.ts';

/** People who were never seen before, and a room of the host's in which the other has said something and reported it. */
export type Scene = {
  laptop: Laptop;
  template: Template;
  host: TestUser;
  other: TestUser;
  called: TestUser;
  stranger: TestUser;
  room: string;
  seq: number;
  code: string;
};

let people = 0;

/** Sets everything up that a deed needs. */
export async function aScene(laptop: Laptop, template: Template): Promise<Scene> {
  const aPerson = () => TestUser.signsIn(laptop, `person-${++people}`);
  const [host, other, called, stranger] = [await aPerson(), await aPerson(), await aPerson(), await aPerson()];
  await Promise.all([host, other, called].map((one) => one.requests('GET', '/channels')));
  const room = await host.createsChannel();
  for (const one of [other, called]) await one.joins(room);
  const { seq } = (await other.says(room, `for @person-${people - 1}`)).body;
  await other.requests('POST', `/channels/${room}/reports`, { seq, reason: 'rude' });
  return { laptop, template, host, other, called, stranger, room, seq, code: await invite(host, room) };
}

async function invite(host: TestUser, room: string): Promise<string> {
  return (await host.requests<Invitation>('POST', `/channels/${room}/invitations`, { hours: 1 })).body.code;
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
    asks(({ stranger }) => stranger.requests('GET', '/channels')),
    asks(({ host }) => host.requests('POST', '/channels', { kind: 'private', title: 'Room' })),
    asks(({ host, other }) => host.requests('POST', '/channels', { kind: 'direct', userIds: [other.userId] })),
  ],
  HttpMembersRole: [
    asks(({ other, room }) => other.requests('GET', `/channels/${room}/members`)),
    asks(({ stranger, room }) => stranger.requests('POST', `/channels/${room}/members`, {})),
  ],
  HttpModerationRole: [
    asks(({ host, room }) => host.requests('PATCH', `/channels/${room}`, { topic: 'new' })),
    asks(({ host, room }) => host.requests('GET', `/channels/${room}/audit`)),
    asks(({ host, room, other }) => host.requests('DELETE', `/channels/${room}/members/${other.userId}`)),
  ],
  HttpReportsRole: [
    asks(({ host, room, seq }) => host.requests('POST', `/channels/${room}/reports`, { seq, reason: 'rude' })),
    asks(({ host, room }) => host.requests('GET', `/channels/${room}/reports`)),
    asks(({ host, room, seq }) => host.requests('DELETE', `/channels/${room}/reports/${seq}`)),
  ],
  HttpInvitationsRole: [
    asks(({ host, room }) => host.requests('POST', `/channels/${room}/invitations`, { hours: 1 })),
    asks(({ host, room }) => host.requests('GET', `/channels/${room}/invitations`)),
    asks(({ host, room, code }) => host.requests('DELETE', `/channels/${room}/invitations/${code}`)),
    asks(({ stranger, code }) => stranger.requests('POST', `/invitations/${code}`, {})),
    asks(async ({ host, stranger }) => {
      const { body } = await host.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' });
      return stranger.requests('POST', `/invitations/${await invite(host, body.name)}`, {});
    }),
  ],
  HttpUsersRole: [asks(({ host }) => host.requests('GET', '/users?name=person'))],
  HttpReadCursorRole: [
    asks(async ({ stranger, host }) => stranger.saw('general', (await host.says('general', 'hello')).body.seq)),
    asks(({ called, room, seq }) => called.saw(room, seq)),
  ],
  HttpSyncRole: [asks(({ stranger }) => stranger.syncs({ general: 0 }))],
  HttpBlocksRole: [
    asks(({ host, other }) => host.requests('PUT', `/users/me/blocks/${other.userId}`)),
    asks(({ host, other }) => host.requests('DELETE', `/users/me/blocks/${other.userId}`)),
  ],
  HttpProfilesRole: [
    asks(({ host }) => host.requests('GET', '/users/me')),
    asks(({ host }) => host.requests('PATCH', '/users/me', { displayName: 'Ann' })),
    asks(({ host }) => host.requests('POST', '/users/profiles', { userIds: [host.userId] })),
  ],
  EventsChannelReader: [
    async ({ other, room }) => {
      const hears = other.subscribes(room).then((subscription) => subscription[Symbol.dispose]());
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
      const created = new Date(laptop.clock.now() - 3_600_000).toISOString();
      await laptop.keys?.create({ description: `Key of the pipe, which publishes with it; created ${created}` });
      return calls('ApiKeyRotationFunction', laptop, template);
    },
  ],
  GuestsCreateRole: [
    asks(({ laptop }) => {
      // The door lets one in each second.
      laptop.clock.advance(1_000);
      return TestUser.with(laptop, '').requests('POST', '/guests', {});
    }),
  ],
};

/** Everything is heard, and the repair has long forgotten the last time. */
async function longAfterDelivery(laptop: Laptop): Promise<void> {
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  laptop.clock.advance(11 * 60_000);
  await laptop.advance(250);
}

/** Calls a function, by its name in the template. */
export async function calls(name: string, { services }: Laptop, { Resources }: Template): Promise<Outcome> {
  const id = Object.keys(Resources).find((one) => short(one) === name) ?? '';
  const { error, payload } = await services.lambda.invoke(services.ids.name(id), {});
  return { done: error === undefined, said: JSON.stringify(payload) };
}
