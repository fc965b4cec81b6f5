// Repeatable actions of users and schedules, by the IAM role whose permissions they need.
import assert from 'node:assert/strict';
import { type Channel, type Invitation, newId, signalPath } from '@parley/chat';
import type { Laptop } from '../harness/laptop.ts';
import { TestUser } from '../harness/test-user.ts';
import { type Template, withoutHash } from './iam-permissions.ts';

/** New users, and a channel of the host in which the other member has posted a message and reported it. */
export type Scene = {
  laptop: Laptop;
  template: Template;
  host: TestUser;
  other: TestUser;
  mentioned: TestUser;
  stranger: TestUser;
  channel: string;
  seq: number;
  code: string;
};

let userCount = 0;

/** Creates everything that an action needs. */
export async function createScene(laptop: Laptop, template: Template): Promise<Scene> {
  const newUser = () => TestUser.signsIn(laptop, `user-${++userCount}`);
  const [host, other, mentioned, stranger] = [await newUser(), await newUser(), await newUser(), await newUser()];
  await Promise.all([host, other, mentioned].map((one) => one.requests('GET', '/channels')));
  const channel = await host.createsChannel();
  for (const one of [other, mentioned]) await one.joins(channel);
  const { seq } = (await other.says(channel, `for @user-${userCount - 1}`)).body;
  await other.requests('POST', `/channels/${channel}/reports`, { seq, reason: 'rude' });
  return { laptop, template, host, other, mentioned, stranger, channel, seq, code: await invite(host, channel) };
}

async function invite(host: TestUser, channel: string): Promise<string> {
  return (await host.requests<Invitation>('POST', `/channels/${channel}/invitations`, { hours: 1 })).body.code;
}

async function startConversation(creator: TestUser, { userId }: TestUser): Promise<string> {
  const body = { kind: 'direct', userIds: [userId] };
  return (await creator.requests<Channel>('POST', '/channels', body)).body.name;
}

/** A guest in a public and a private channel and a conversation, who is mentioned and has blocked a user; the refresh token. */
export async function createGuestEverywhere({ laptop, host, other, channel }: Scene): Promise<string> {
  // One guest per second is accepted.
  laptop.clock.advance(1_000);
  const created = await TestUser.with(laptop, '').requests<{ access_token: string; refresh_token: string }>(
    'POST',
    '/guests',
    {},
  );
  const guest = TestUser.with(laptop, created.body.access_token);
  await guest.joins(channel);
  const { username } = (await guest.says(channel, 'hello')).body;
  await host.says(channel, `@${username}`);
  await startConversation(host, guest);
  await guest.requests('PUT', `/users/me/blocks/${other.userId}`);
  const room = (await host.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' })).body.name;
  await guest.requests('POST', `/invitations/${await invite(host, room)}`, {});
  return created.body.refresh_token;
}

/** Whether an action succeeded, and its response or error. */
export type Outcome = { done: boolean; output: string };
export type RoleAction = (scene: Scene) => Promise<Outcome>;

const api =
  (ask: (scene: Scene) => Promise<{ status: number; body?: unknown }>): RoleAction =>
  async (scene) => {
    const { status, body } = await ask(scene);
    assert.ok(status < 300 || status === 503, `${status} ${JSON.stringify(body)}`);
    return { done: status < 300, output: JSON.stringify(body) };
  };

/** Publishes a signal; the function that decides about it reads and counts. */
async function publishTyping({ laptop, other, channel }: Scene): Promise<Outcome> {
  const response = await fetch(laptop.addresses.eventsHttp, {
    method: 'POST',
    headers: { authorization: other.token, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: signalPath(channel), events: ['{"kind":"typing"}'] }),
  });
  return { done: response.ok, output: await response.text() };
}

/** The actions by role. */
export const ROLE_ACTIONS: Record<string, readonly RoleAction[]> = {
  HttpReadRole: [
    api(({ stranger }) => stranger.requests('GET', '/channels')),
    api(({ stranger }) => stranger.syncs({ general: 0 })),
    api(({ other, channel }) => other.reads(channel)),
    api(({ other, channel, seq }) => other.requests('GET', `/channels/${channel}/messages/${seq}/versions`)),
    api(({ other, channel }) => other.requests('GET', `/channels/${channel}/members`)),
    api(({ host, channel }) => host.requests('GET', `/channels/${channel}/audit`)),
    api(({ host, channel }) => host.requests('GET', `/channels/${channel}/reports`)),
    api(({ host, channel }) => host.requests('GET', `/channels/${channel}/invitations`)),
    api(({ stranger, code }) => stranger.requests('GET', `/invitations/${code}`)),
    api(({ host }) => host.requests('GET', '/users?name=user')),
    api(({ host }) => host.requests('GET', '/users/me')),
    api(({ host }) => host.requests('POST', '/users/profiles', { userIds: [host.userId] })),
    api(({ host }) => host.requests('GET', '/users/me/blocks')),
    api(({ host, channel, seq }) => host.requests('GET', `/channels/${channel}/threads/${seq}`)),
    api(async ({ host, other, channel, seq }) => {
      await host.replies(channel, { thread: seq }, 'a reply');
      return other.requests('GET', '/threads');
    }),
    api(async ({ host, channel, seq }) => {
      await host.pins(channel, seq);
      return host.requests('GET', `/channels/${channel}/pins`);
    }),
  ],
  HttpPostRole: [
    api(({ stranger }) => stranger.says('general', 'hello')),
    api(({ other, channel, seq }) => other.edits(channel, seq, 'without a mention')),
    api(async ({ host, other }) => host.says(await startConversation(other, host), 'an answer')),
    // A retry whose message was deleted since receives its stored entry.
    api(async ({ other, channel, seq }) => {
      const id = newId();
      await other.edits(channel, seq, 'another text', id);
      await other.deletes(channel, seq);
      return other.edits(channel, seq, 'another text', id);
    }),
    api(async ({ stranger, host }) => stranger.saw('general', (await host.says('general', 'hello')).body.seq)),
    api(({ mentioned, channel, seq }) => mentioned.saw(channel, seq)),
    api(async ({ host, other, channel, seq }) => {
      await host.replies(channel, { thread: seq }, 'a reply');
      return other.requests('PUT', `/channels/${channel}/threads/${seq}/read`, { count: 1 });
    }),
    api(({ host, channel, seq }) =>
      host.requests('PUT', `/channels/${channel}/threads/${seq}/follow`, { following: true }),
    ),
    api(({ host, channel, seq }) => host.pins(channel, seq)),
    // The list removes what was deleted.
    api(async ({ host, other, channel, seq }) => {
      await host.requests('PUT', `/users/me/saved/${channel}/${seq}`);
      await other.deletes(channel, seq);
      return host.requests('GET', '/users/me/saved');
    }),
  ],
  HttpManageRole: [
    api(({ host }) => host.requests('POST', '/channels', { kind: 'private', title: 'Room' })),
    api(async ({ host, other }) => {
      await startConversation(other, host);
      return host.requests('POST', '/channels', { kind: 'direct', userIds: [other.userId] });
    }),
    api(({ stranger, channel }) => stranger.requests('POST', `/channels/${channel}/members`, {})),
    api(async ({ host, stranger, other }) => {
      await stranger.requests('GET', '/channels');
      const { body } = await host.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' });
      await host.requests('PUT', `/channels/${body.name}/members/${other.userId}`);
      return host.requests('PUT', `/channels/${body.name}/members/${stranger.userId}`);
    }),
    api(({ host, channel }) => host.requests('PATCH', `/channels/${channel}`, { topic: 'new' })),
    api(({ host, channel, other }) => host.requests('DELETE', `/channels/${channel}/members/${other.userId}`)),
    // Leaving deletes the mentions of the channel.
    api(({ mentioned, channel }) => mentioned.requests('DELETE', `/channels/${channel}/members/${mentioned.userId}`)),
    // A user who has left is banned.
    api(async ({ host, channel, other }) => {
      await other.requests('DELETE', `/channels/${channel}/members/${other.userId}`);
      return host.requests('PATCH', `/channels/${channel}/members/${other.userId}`, { banned: true });
    }),
    api(({ host, channel, seq }) => host.requests('POST', `/channels/${channel}/reports`, { seq, reason: 'rude' })),
    api(async ({ host, stranger }) => {
      const { seq } = (await host.says('general', 'hello')).body;
      return stranger.requests('POST', '/channels/general/reports', { seq, reason: 'rude' });
    }),
    api(({ host, channel, seq }) => host.requests('DELETE', `/channels/${channel}/reports/${seq}`)),
    api(({ host, channel }) => host.requests('POST', `/channels/${channel}/invitations`, { hours: 1 })),
    api(({ host, channel, code }) => host.requests('DELETE', `/channels/${channel}/invitations/${code}`)),
    api(({ stranger, code }) => stranger.requests('POST', `/invitations/${code}`, {})),
    api(async ({ host, stranger }) => {
      const { body } = await host.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' });
      return stranger.requests('POST', `/invitations/${await invite(host, body.name)}`, {});
    }),
    api(async ({ host, other }) => {
      await startConversation(other, host);
      return host.requests('PUT', `/users/me/blocks/${other.userId}`);
    }),
    api(({ host, other }) => host.requests('DELETE', `/users/me/blocks/${other.userId}`)),
    api(({ host }) => host.requests('PATCH', '/users/me', { displayName: 'Ann' })),
    api(({ host }) => host.requests('DELETE', '/users/me/sessions')),
  ],
  EventsChannelReader: [
    async ({ other, channel }) => {
      const subscribing = other.subscribes(channel).then((subscription) => subscription[Symbol.dispose]());
      return subscribing.then(
        () => ({ done: true, output: '' }),
        (error: unknown) => ({ done: false, output: String(error) }),
      );
    },
  ],
  EventsSignalsRole: [publishTyping],
  EventsSignalsCaller: [publishTyping],
  ApiKeyRotationRole: [
    async ({ laptop, template }) => {
      await passRotationInterval(laptop);
      for (const { id } of laptop.keys?.all ?? []) await laptop.keys?.delete(id);
      return invokeFunction('ApiKeyRotationFunction', laptop, template);
    },
    async ({ laptop, template }) => {
      await passRotationInterval(laptop);
      const created = new Date(laptop.clock.now() - 3_600_000).toISOString();
      await laptop.keys?.create({ description: `Key of the pipe, which publishes with it; created ${created}` });
      return invokeFunction('ApiKeyRotationFunction', laptop, template);
    },
    async ({ laptop, template }) => {
      await passRotationInterval(laptop);
      // The secret of the connection is deleted with its authorization.
      await laptop.requests('events', 'AWSEvents.DeauthorizeConnection', { Name: laptop.connection.name });
      return invokeFunction('ApiKeyRotationFunction', laptop, template);
    },
  ],
  HttpInvitationRole: [
    api(({ laptop, code }) => TestUser.with(laptop, '').requests('GET', `/invitations/${code}/description`)),
  ],
  GuestsCreateRole: [
    api(({ laptop }) => {
      // One guest per second is accepted.
      laptop.clock.advance(1_000);
      return TestUser.with(laptop, '').requests('POST', '/guests', {});
    }),
  ],
};

/** Waits until everything is delivered and the minimum interval between rotations has passed. */
async function passRotationInterval(laptop: Laptop): Promise<void> {
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  laptop.clock.advance(11 * 60_000);
  await laptop.advance(250);
}

/** Invokes a function by its name in the template. */
export async function invokeFunction(name: string, { services }: Laptop, { Resources }: Template): Promise<Outcome> {
  const id = Object.keys(Resources).find((one) => withoutHash(one) === name) ?? '';
  const { error, payload } = await services.lambda.invoke(services.ids.name(id), {});
  return { done: error === undefined, output: JSON.stringify(payload) };
}
