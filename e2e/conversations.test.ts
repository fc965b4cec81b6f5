// Direct conversations: what others start never fills a user's channels, and can be closed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '@parley/chat';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const NAMES = ['ann', 'vic', ...Array.from({ length: 12 }, (_, index) => `extra-${index}`)] as const;
const { laptop, users } = await openLaptopSuite(NAMES);
const [ann, vic, ...extras] = users as [TestUser, TestUser, ...TestUser[]];
for (const user of users) assert.equal((await user.requests('GET', '/channels')).status, 200);

type Refusal = { code: string; message: string };

const starts = (user: TestUser, ...others: TestUser[]) =>
  user.requests<Channel & Refusal>('POST', '/channels', {
    kind: 'direct',
    userIds: others.map(({ userId }) => userId),
  });
const closes = (user: TestUser, name: string) => user.requests('DELETE', `/channels/${name}/members/${user.userId}`);
const conversationsOf = async (user: TestUser) =>
  (await user.syncs({})).body.channels.filter(({ kind }) => kind === 'direct').map(({ name }) => name);

/** The subsets of some users that contain the first one, without the first itself: each is another conversation. */
function* groupsWith(victim: TestUser, others: readonly TestUser[]): Generator<TestUser[]> {
  for (let bits = 1; bits < 2 ** others.length; bits += 1) {
    const group = others.filter((_, index) => bits & (1 << index));
    if (group.length <= 6) yield [victim, ...group];
  }
}

test("attack: one user who starts conversations with every subset of others fills no other user's list", async () => {
  const refusals = new Map<string, string>();
  let started = 0;
  for (const group of groupsWith(vic, extras.slice(0, 5))) {
    const { status, body } = await starts(ann, ...group);
    if (status === 201) started += 1;
    else refusals.set(`${status} ${body.code}`, body.message);
  }
  assert.equal(started, 10);
  assert.deepEqual(
    [...refusals],
    [['409 too-many-unanswered', "vic hasn't answered 10 conversations that you started. Wait for an answer."]],
  );
  // Everything that the victim may do is still possible: joining, creating, starting and being written to.
  const channel = await vic.createsChannel();
  assert.equal((await vic.says(channel, 'mine')).status, 201);
  await vic.joins(await ann.createsChannel());
  assert.equal((await starts(extras[9] as TestUser, vic)).status, 201);
});

test('attack: at once, and from several devices, no more are started than one after the other', async () => {
  const eve = await TestUser.signsIn(laptop, 'eve');
  const dan = await TestUser.signsIn(laptop, 'dan');
  await dan.sees('general');
  const groups = [...groupsWith(dan, extras.slice(0, 5))].slice(0, 24);
  const answers = await Promise.all(groups.map((group) => starts(eve, ...group)));
  assert.equal(answers.filter(({ status }) => status === 201).length, 10);
  assert.equal((await conversationsOf(dan)).length, 10);
});

test('a user who starts conversations with different people all day is rate-limited', async () => {
  const fay = await TestUser.signsIn(laptop, 'fay');
  await fay.sees('general');
  // Each of the others is in nine of these conversations.
  const groups = [0, 1, 2, 3, 4].flatMap((distance) =>
    extras.map((one, index) => [...new Set([one, extras[(index + distance) % extras.length] as TestUser])]),
  );
  let last: Awaited<ReturnType<typeof starts>> | undefined;
  for (const group of groups) {
    last = await starts(fay, ...group);
    if (last.status === 429) break;
  }
  assert.deepEqual([last?.status, last?.body.code], [429, 'rate-limited']);
  assert.match(last?.body.message ?? '', /^You can start 50 conversations a day\. Try again in /);
});

test('a closed conversation is gone on all devices, and returns with the next message', async () => {
  const [gus, hal] = [await TestUser.signsIn(laptop, 'gus'), await TestUser.signsIn(laptop, 'hal')];
  await gus.sees('general');
  await hal.sees('general');
  const { name } = (await starts(gus, hal)).body;
  assert.deepEqual([await conversationsOf(gus), await conversationsOf(hal)], [[name], [name]]);
  await gus.says(name, 'one');
  assert.equal((await closes(hal, name)).status, 200);
  assert.equal((await closes(hal, name)).status, 200, 'twice is once');
  assert.deepEqual(await conversationsOf(hal), []);
  await gus.edits(name, 1, 'One');
  assert.deepEqual(await conversationsOf(hal), [], 'an edit is no message');
  await gus.says(name, 'two');
  assert.deepEqual(await conversationsOf(hal), [name]);
  assert.equal((await hal.says(name, 'three')).status, 201);
  assert.equal((await closes(hal, name)).status, 200);
  assert.equal((await closes(gus, name)).status, 200);
  assert.deepEqual([await conversationsOf(gus), await conversationsOf(hal)], [[], []]);
  const again = await starts(hal, gus);
  assert.deepEqual([again.status, again.body.name], [200, name]);
  assert.deepEqual([await conversationsOf(gus), await conversationsOf(hal)], [[], [name]]);
  await Promise.all([gus.says(name, 'four'), hal.says(name, 'five'), closes(hal, name)]);
  await gus.says(name, 'six');
  assert.deepEqual([await conversationsOf(gus), await conversationsOf(hal)], [[name], [name]]);
});

test('an answer makes room for another conversation of the same user', async () => {
  const [ida, jon] = [await TestUser.signsIn(laptop, 'ida'), await TestUser.signsIn(laptop, 'jon')];
  await ida.sees('general');
  await jon.sees('general');
  const groups = [...groupsWith(jon, extras.slice(0, 4))];
  const names = [];
  for (const group of groups.slice(0, 10)) names.push((await starts(ida, ...group)).body.name);
  const another = groups[10] as TestUser[];
  assert.equal((await starts(ida, ...another)).status, 409);
  await closes(jon, names[0] as string);
  assert.equal((await starts(ida, ...another)).status, 409, 'closing is not an answer');
  await jon.says(names[1] as string, 'hello');
  assert.equal((await starts(ida, ...another)).status, 201);
  assert.deepEqual((await conversationsOf(jon)).length, 10);
});

test('attack: a blocked user reopens neither the conversation of the two nor one that was never answered', async () => {
  const [kim, leo, max] = [
    await TestUser.signsIn(laptop, 'kim'),
    await TestUser.signsIn(laptop, 'leo'),
    extras[11] as TestUser,
  ];
  await kim.sees('general');
  await leo.sees('general');
  const { name } = (await starts(kim, leo)).body;
  const group = (await starts(kim, leo, max)).body.name;
  assert.equal((await conversationsOf(leo)).length, 2);
  assert.equal((await leo.requests('PUT', `/users/me/blocks/${kim.userId}`)).status, 200);
  for (const one of [name, group]) assert.equal((await kim.says(one, 'are you there?')).status, 201);
  assert.deepEqual(await conversationsOf(leo), []);
  await max.says(group, 'I am');
  assert.deepEqual(await conversationsOf(leo), [group]);
});
