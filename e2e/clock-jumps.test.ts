// A clock that jumps an hour either way, as after a resumed virtual machine or the first NTP step, refuses and forgets nothing.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Channel, type Invitation, newId } from '@parley/chat';
import { Laptop, respondWith } from '../harness/laptop.ts';
import { signInUsers, TestUser } from '../harness/test-user.ts';

const HOUR = 3_600_000;

const SLOW_MODE_SECONDS = 10;

/** An hour back, an hour forward again, and the same the other way: a jump that stays, and one that was a mistake. */
const JUMPS = [-HOUR, HOUR, HOUR, -HOUR];

const laptop = await Laptop.open({ guests: 20 });
after(() => laptop[Symbol.asyncDispose]());
const [ann, bob] = await signInUsers(laptop, 'ann', 'bob');
const general = await ann.createsChannel('bob');
const { body: room } = await ann.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' });

test('everything works on a clock that jumps an hour either way, and nothing is stored twice', async () => {
  const [first, early] = [newId(), await invites(720)];
  await succeeds(ann.says(general, 'first', first), 201);
  using subscription = await bob.subscribes(general);
  await succeeds(ann.requests('PATCH', `/channels/${general}`, { slowModeSeconds: SLOW_MODE_SECONDS }), 200);
  const guest = await createsGuest();
  for (const jump of JUMPS) {
    await laptop.advance(SLOW_MODE_SECONDS * 1_000);
    laptop.clock.setBy(jump);
    // As the page does, which refreshes a session whose token is not or no longer valid.
    const [author, reader] = await signInUsers(laptop, 'ann', 'bob');
    const { seq } = await succeeds(author.says(general, `after ${jump}`), 201);
    await succeeds(author.says(general, 'first', first), 200);
    await succeeds(author.edits(general, seq, 'edited'), 201);
    await succeeds(reader.reacts(general, seq, '👍'), 201);
    await succeeds(reader.saw(general, seq), 200);
    const { seq: head } = await succeeds(reader.says(general, `in slow mode after ${jump}`), 201);
    await laptop.until('all events have arrived', () => subscription.events.some((event) => event.seq === head));
    assert.equal((await succeeds(reader.syncs({ [general]: 0 }), 200)).missed[general]?.head, head);
    await succeeds(author.requests('PATCH', `/channels/${general}/members/${bob.userId}`, { mutedMinutes: 5 }), 200);
    assert.equal((await reader.says(general, 'muted')).status, 403);
    await succeeds(author.requests('PATCH', `/channels/${general}/members/${bob.userId}`, { mutedMinutes: 0 }), 200);
    await succeeds(reader.requests('GET', `/invitations/${early}`), 200);
    await succeeds(reader.requests('GET', `/invitations/${await invites(1, author)}`), 200);
    await succeeds(refreshesGuest(guest), 200);
    await createsGuest();
  }
  assert.equal((await ann.readsAll(general)).filter((entry) => entry.id === first).length, 1);
});

test('an entry that waits for its next attempt while the clock jumps is delivered, and no dead letter', async () => {
  for (const jump of JUMPS) {
    // A token of the future is not valid yet, as at API Gateway; the page then refreshes its session.
    const [author] = await signInUsers(laptop, 'ann');
    using subscription = await author.subscribes('tech');
    laptop.deliveryResponses.length = 0;
    laptop.intercept = async () => respondWith(500);
    const { seq } = await succeeds(author.says('tech', `before ${jump}`), 201);
    await laptop.advanceUntil('the first attempt failed', () =>
      laptop.deliveryResponses.some(({ status }) => status === 500),
    );
    laptop.clock.setBy(jump);
    laptop.intercept = undefined;
    await laptop.advanceUntil('the entry has arrived', () => subscription.events.some((event) => event.seq === seq));
  }
  assert.equal(laptop.deadLetters, 0);
});

test('an invitation that has expired is described as one that never existed', async () => {
  const [host] = await signInUsers(laptop, 'ann');
  const code = await invites(1, host);
  const describe = (one: string) => TestUser.with(laptop, '').requests('GET', `/invitations/${one}/description`);
  await succeeds(describe(code), 200);
  laptop.clock.setBy(HOUR + 1_000);
  const expired = await describe(code);
  assert.equal(expired.status, 404);
  assert.deepEqual(expired, await describe(newId()));
});

async function succeeds<Body>(response: Promise<{ status: number; body: Body }>, status: number): Promise<Body> {
  const answer = await response;
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  return answer.body;
}

async function invites(hours: number, user: TestUser = ann): Promise<string> {
  const path = `/channels/${room.name}/invitations`;
  return (await succeeds(user.requests<Invitation>('POST', path, { hours }), 201)).code;
}

async function createsGuest(): Promise<string> {
  const anonymous = TestUser.with(laptop, '');
  return (await succeeds(anonymous.requests<{ refresh_token: string }>('POST', '/guests', {}), 201)).refresh_token;
}

function refreshesGuest(refresh_token: string) {
  return TestUser.with(laptop, '').requests('POST', '/guests/refresh', { refresh_token });
}
