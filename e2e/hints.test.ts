// Hints: what concerns a user reaches all of the user's pages at once, whatever channels they subscribe to.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Channel, type Hint, OWNERS_PATH, parseHint, userPath } from '@parley/chat';
import { openEngineSuite } from '../harness/test-suite.ts';
import { TestSubscription, type TestUser } from '../harness/test-user.ts';
import { until } from '../harness/until.ts';

const { parley, users } = await openEngineSuite(['ann', 'bob', 'cy']);
const [ann, bob, cy] = users;
for (const user of users) await user.sees('general');
const ofBob = await TestSubscription.open(parley, bob.token, userPath(bob.userId));
const ofCy = await TestSubscription.open(parley, cy.token, userPath(cy.userId));

after(() => {
  for (const subscription of [ofBob, ofCy]) subscription[Symbol.dispose]();
});

/** The hints of a subscription about a channel, in the order in which they have arrived. */
function hintsIn(subscription: TestSubscription, channel: string): Hint[] {
  return subscription.events.map(parseHint).filter((hint) => hint.channel === channel);
}

/** Waits for as many hints, and compares what they are about. */
async function expectHints(subscription: TestSubscription, channel: string, expected: readonly string[]) {
  await until(`there are ${expected.length} hints`, () => hintsIn(subscription, channel).length >= expected.length);
  assert.deepEqual(
    hintsIn(subscription, channel).map(({ about, seq }) => (seq === undefined ? about : `${about} ${seq}`)),
    expected,
  );
}

const change = (user: TestUser, path: string, body: object) => user.requests('PATCH', path, body);

test('a mention, also by an edit, reaches the mentioned user alone, with its seq', async () => {
  const channel = await ann.createsChannel('bob', 'cy');
  await ann.says(channel, 'hello');
  await ann.says(channel, 'hi @bob');
  await ann.edits(channel, 1, 'hello @bob');
  await ann.says(channel, 'hi @cy');
  await expectHints(ofBob, channel, ['membership', 'mention 2', 'mention 1']);
  await expectHints(ofCy, channel, ['membership', 'mention 4']);
});

test('joining, a mute, its end, and a role are hints about the membership; a removal and a ban about themselves', async () => {
  const channel = await ann.createsChannel('bob');
  const member = `/channels/${channel}/members/${bob.userId}`;
  await change(ann, member, { mutedMinutes: 60 });
  await change(ann, member, { mutedMinutes: 0 });
  await change(ann, member, { role: 'moderator' });
  const ofMember = ['membership', 'membership', 'membership', 'membership'];
  await expectHints(ofBob, channel, ofMember);
  await ann.requests('DELETE', member);
  await bob.joins(channel);
  await change(ann, member, { banned: true });
  await expectHints(ofBob, channel, [...ofMember, 'removal', 'membership', 'removal']);
});

test('a direct conversation that another user starts is a hint', async () => {
  const { body } = await cy.requests<Channel>('POST', '/channels', { kind: 'direct', userIds: [bob.userId] });
  await expectHints(ofBob, body.name, ['conversation']);
});

test('a report reaches the owners and moderators of the channel once, and no member', async () => {
  const channel = await ann.createsChannel('bob', 'cy');
  await ann.says(channel, 'rude words');
  await change(ann, `/channels/${channel}/members/${bob.userId}`, { role: 'moderator' });
  // The second report of a user is not stored.
  for (let time = 0; time < 2; time += 1)
    await cy.requests('POST', `/channels/${channel}/reports`, { seq: 1, reason: 'rude' });
  await ann.says(channel, '@bob @cy');
  await expectHints(ofBob, channel, ['membership', 'membership', 'report', 'mention 3']);
  await expectHints(ofCy, channel, ['membership', 'mention 3']);
});

test('only owners of the chat may subscribe to the path of all owners', async () => {
  for (const path of [OWNERS_PATH, '/signals/groups/*', `${OWNERS_PATH}/x`])
    await assert.rejects(TestSubscription.open(parley, ann.token, path), /nauthorized/, path);
});

test('no user can publish a hint: not to another user, not to themselves, not to the owners', async () => {
  const forged = { kind: 'hint', about: 'removal', channel: 'general', row: 'hint#removal#general' };
  for (const [user, path] of [
    [ann, userPath(bob.userId)],
    [bob, userPath(bob.userId)],
    [ann, OWNERS_PATH],
  ] as const) {
    const answer = await fetch(parley.addresses.eventsHttp, {
      method: 'POST',
      headers: { authorization: user.token, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: path, events: [JSON.stringify(forged)] }),
    });
    const { successful = [] } = (await answer.json()) as { successful?: unknown[] };
    assert.deepEqual(successful, [], path);
  }
  assert.deepEqual(hintsIn(ofBob, 'general'), []);
});
