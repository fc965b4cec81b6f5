// Channels in which one user has a given effective role: what the tests of the permissions begin with.
import assert from 'node:assert/strict';
import { type Channel, type ChannelKind, type EffectiveRole, type Invitation, newId } from '@parley/chat';
import type { Laptop } from '../harness/laptop.ts';
import { TestUser } from '../harness/test-user.ts';

/** The users of a scenario; `who` has the role. */
export type ScenarioUsers = { host: TestUser; who: TestUser; other: TestUser };

/** A channel with its members, and messages by the host and by the user who tries the actions. */
export type Scenario = ScenarioUsers & {
  channel: string;
  epoch: number;
  theirs: number;
  own: number;
};

/** Users for one kind of channel and one role: the number of channels of a user is limited to two hundred. */
export async function createUsers(
  laptop: Laptop,
  kind: ChannelKind,
  effectiveRole: EffectiveRole,
): Promise<ScenarioUsers> {
  const names = ['host', 'who', 'other'].map((name) => `${name}-${kind}-${effectiveRole}`);
  const people = await Promise.all(names.map((name) => TestUser.signsIn(laptop, name)));
  const [host, other] = [people[0], people[2]] as [TestUser, TestUser];
  const who = effectiveRole === 'guest' ? await createGuest(laptop) : (people[1] as TestUser);
  for (const one of [host, other, who]) await one.requests('GET', '/channels');
  return { host, other, who };
}

/** Creates a channel of a kind in which a user has an effective role. */
export async function createScenario(
  laptop: Laptop,
  kind: ChannelKind,
  effectiveRole: EffectiveRole,
  people: ScenarioUsers,
): Promise<Scenario> {
  const { host, other, who } = people;
  // The host changes more in a few seconds than a user may in a minute.
  laptop.clock.advance(10_000);
  const letters = newId()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
  const made = await host.requests<Channel>('POST', '/channels', {
    kind,
    ...(kind === 'public' ? { name: `x${letters}x` } : { title: 'Room' }),
  });
  assert.equal(made.status, 201);
  const channel = made.body.name;
  const { code } = (await host.requests<Invitation>('POST', `/channels/${channel}/invitations`, { hours: 1 })).body;
  const joinByInvitation = (one: TestUser) => one.requests('POST', `/invitations/${code}`, {});
  await joinByInvitation(other);
  const theirs = (await host.says(channel, 'theirs')).body.seq;
  let own = theirs;
  if (effectiveRole !== 'non-member') {
    await joinByInvitation(who);
    own = (await who.says(channel, 'own')).body.seq;
  }
  const set = (change: object) => host.requests('PATCH', `/channels/${channel}/members/${who.userId}`, change);
  if (effectiveRole === 'owner' || effectiveRole === 'moderator') await set({ role: effectiveRole });
  if (effectiveRole === 'muted') await set({ mutedMinutes: 60 });
  if (effectiveRole === 'banned') await set({ banned: true });
  return { channel, epoch: effectiveRole === 'banned' ? 1 : 0, host, who, other, theirs, own };
}

async function createGuest(laptop: Laptop): Promise<TestUser> {
  const answer = await fetch(`${laptop.addresses.api}/guests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(answer.status, 201);
  return TestUser.with(laptop, ((await answer.json()) as { access_token: string }).access_token);
}
