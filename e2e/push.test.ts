// Pushes while no page is open: who receives them, what they contain, and that each arrives once.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Channel, type NotificationChange, PUSH_DEVICES_MAX } from '@parley/chat';
import { deviceIdOf, PushService, type Subscriber } from '../harness/push-service.ts';
import { openLaptopSuite } from '../harness/test-suite.ts';
import type { TestUser } from '../harness/test-user.ts';

const service = await PushService.open();
after(() => service[Symbol.asyncDispose]());
const { laptop, users } = await openLaptopSuite(['ann', 'bob', 'cy', 'dan'], {}, { LOCAL_PUSH_ORIGIN: service.origin });
const [ann, bob, cy, dan] = users;
for (const user of users) await user.syncs({});

type Answer = { code?: string; deviceId?: string; key?: string };
const register = (user: TestUser, { json }: Subscriber) => user.requests<Answer>('PUT', '/users/me/devices', json);

/** A browser of a user that is registered. */
async function browserOf(user: TestUser): Promise<Subscriber> {
  const subscriber = service.subscribe();
  const { status, body } = await register(user, subscriber);
  assert.equal(status, 200, JSON.stringify(body));
  return subscriber;
}

async function change(user: TestUser, body: NotificationChange): Promise<void> {
  const { status } = await user.requests('PATCH', '/users/me/notifications', body);
  assert.equal(status, 200);
}

async function direct(one: TestUser, ...others: TestUser[]): Promise<string> {
  const userIds = others.map(({ userId }) => userId);
  return (await one.requests<Channel>('POST', '/channels', { kind: 'direct', userIds })).body.name;
}

/** Posts a message; a push is sent a few seconds later. */
async function post(author: TestUser, channel: string, text: string): Promise<number> {
  const { status, body } = await author.says(channel, text);
  assert.equal(status, 201, JSON.stringify(body));
  return body.seq;
}

/** Advances time until each message has notified or will not. */
const settled = () => laptop.advanceUntil('no message waits', () => laptop.services.eventSources.waiting === 0);

const key = (await ann.requests<Answer>('GET', '/push-key')).body.key ?? '';
const [bobs, cys] = [await browserOf(bob), await browserOf(cy)];
const annBob = await direct(ann, bob);
const room = await ann.createsChannel('bob', 'cy');

test('a direct message and a mention are pushed to the user, encrypted and signed, and no other message is', async () => {
  const seq = await post(ann, annBob, 'Lunch at  12?\n👋');
  await post(ann, room, 'nothing for a single user');
  await post(ann, room, 'hello @bob');
  await settled();
  assert.deepEqual(bobs.texts, ['Lunch at 12? 👋', 'hello @bob']);
  assert.deepEqual(cys.texts, []);
  const [first] = bobs.received;
  assert.deepEqual(first?.message, {
    channel: annBob,
    kind: 'direct',
    title: first?.message['title'],
    seq,
    author: 'ann',
    isMention: false,
    text: 'Lunch at 12? 👋',
  });
  assert.equal(first?.key, key);
  assert.match(first?.claims.sub ?? '', /^https:\/\//);
  assert.deepEqual([first?.ttl, first?.urgency], ['86400', 'high']);
  assert.match(first?.topic ?? '', /^[\w-]{32}$/);
  const topics = bobs.received.map(({ topic }) => topic);
  assert.equal(new Set(topics).size, 2);
});

test('a message that was read on an open page before is not pushed', async () => {
  const before = bobs.received.length;
  const seq = await post(ann, annBob, 'read at once');
  await bob.saw(annBob, seq);
  await settled();
  assert.equal(bobs.received.length, before);
});

test('a channel notifies of all its messages the users who have chosen it, and not the author', async () => {
  const all = await cy.createsChannel('bob', 'dan');
  const dans = await browserOf(dan);
  await change(dan, { level: { channel: all, level: 'all' } });
  await change(cy, { level: { channel: all, level: 'all' } });
  await post(bob, all, 'for all who want it');
  await post(dan, all, 'my own');
  await settled();
  assert.deepEqual(dans.texts, ['for all who want it']);
  assert.equal(dans.received[0]?.urgency, 'normal');
  assert.deepEqual(cys.texts.splice(-2), ['for all who want it', 'my own']);
});

test('the level none, a muted channel, a pause and quiet hours keep pushes back, and a mention passes a muted channel', async () => {
  const before = bobs.received.length;
  await change(bob, { level: { channel: annBob, level: 'none' } });
  await post(ann, annBob, 'none @bob');
  await settled();
  await change(bob, { level: { channel: annBob, level: null } });
  await bob.requests('PATCH', `/users/me/channels/${annBob}`, { muted: true });
  await post(ann, annBob, 'muted');
  await post(ann, annBob, 'muted, but @bob');
  await settled();
  await bob.requests('PATCH', `/users/me/channels/${annBob}`, { muted: false });
  await change(bob, { pausedUntil: new Date(laptop.clock.now() + 3_600_000).toISOString() });
  await post(ann, annBob, 'paused @bob');
  await settled();
  await change(bob, { pausedUntil: null });
  const at = (ms: number) => new Date(laptop.clock.now() + ms).toISOString().slice(11, 16);
  await change(bob, { quietHours: { from: at(-120_000), to: at(7_200_000), timeZone: 'UTC' } });
  await post(ann, annBob, 'at night @bob');
  await settled();
  await change(bob, { quietHours: null });
  await post(ann, annBob, 'in the morning');
  await settled();
  assert.deepEqual(bobs.texts.slice(before), ['muted, but @bob', 'in the morning']);
});

test('the text of a message never leaves the server for a user who keeps it out of notifications', async () => {
  await change(bob, { showText: false });
  await post(ann, annBob, 'the secret plan');
  await settled();
  await change(bob, { showText: true });
  const last = bobs.received.at(-1);
  assert.equal(last?.message['author'], 'ann');
  assert.doesNotMatch(JSON.stringify(last), /secret plan/);
});

test('a blocked author notifies in no channel', async () => {
  const before = cys.received.length;
  await cy.requests('PUT', `/users/me/blocks/${dan.userId}`);
  const common = await dan.createsChannel('cy');
  await post(dan, common, 'hello @cy');
  await settled();
  await cy.requests('DELETE', `/users/me/blocks/${dan.userId}`);
  assert.equal(cys.received.length, before);
});

test('a removed member receives no further push, not even of a message that was posted before the removal', async () => {
  const { body } = await ann.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Secret', topic: '' });
  const { code } = (await ann.requests<{ code: string }>('POST', `/channels/${body.name}/invitations`, { hours: 1 }))
    .body;
  await cy.requests('POST', `/invitations/${code}`, {});
  await change(cy, { level: { channel: body.name, level: 'all' } });
  const before = cys.received.length;
  await post(ann, body.name, 'welcome');
  await settled();
  await post(ann, body.name, 'about @cy');
  await ann.requests('DELETE', `/channels/${body.name}/members/${cy.userId}`);
  await post(ann, body.name, 'behind the back of @cy');
  await settled();
  assert.deepEqual(cys.texts.slice(before), ['welcome']);
});

test('a push service that fails for a moment receives the push again, and a device that has it does not', async () => {
  const second = await browserOf(bob);
  const before = bobs.received.length;
  second.answers.push(503, 429);
  await post(ann, annBob, 'again');
  await post(ann, annBob, 'and the next');
  await settled();
  assert.deepEqual(bobs.texts.slice(before), ['again', 'and the next']);
  assert.deepEqual(second.texts.toSorted(), ['again', 'and the next']);
});

test('a batch that is delivered twice notifies once', async () => {
  const before = bobs.received.length;
  const { lambda } = laptop.services;
  const invoke = lambda.invoke;
  let failures = 0;
  lambda.invoke = async (name, payload, ...more) => {
    const answer = await invoke(name, payload, ...more);
    if (!name.includes('Notify') || failures > 0) return answer;
    failures += 1;
    return { payload: { errorMessage: 'the answer is lost' }, error: 'Unhandled' };
  };
  await post(ann, annBob, 'once');
  await settled();
  lambda.invoke = invoke;
  assert.equal(failures, 1);
  assert.deepEqual(bobs.texts.slice(before), ['once']);
});

test('a device that the push service has forgotten is removed', async () => {
  const gone = await browserOf(bob);
  for (const status of [410]) gone.answers.push(status);
  await post(ann, annBob, 'to all devices');
  await post(ann, annBob, 'to the others');
  await settled();
  assert.equal(gone.requests, 1);
  assert.equal(bobs.texts.at(-1), 'to the others');
});

test('a device is removed when its user signs out, and the oldest of too many is replaced', async () => {
  const devices: Subscriber[] = [];
  for (let count = 0; count <= PUSH_DEVICES_MAX; count += 1) devices.push(await browserOf(dan));
  const last = devices.at(-1) as Subscriber;
  assert.equal((await dan.requests('DELETE', `/users/me/devices/${deviceIdOf(last.json.endpoint)}`)).status, 200);
  await post(ann, await direct(ann, dan), 'hello');
  await settled();
  assert.deepEqual(
    devices.map(({ received }) => received.length),
    devices.map((_, index) => (index === 0 || index === PUSH_DEVICES_MAX ? 0 : 1)),
  );
});

test('a stolen endpoint cannot be registered by another user, and a shared browser is registered for the last one', async () => {
  const shared = service.subscribe();
  const thief = { ...service.subscribe().json, endpoint: shared.json.endpoint };
  await register(bob, shared);
  const stolen = await cy.requests<Answer>('PUT', '/users/me/devices', thief);
  assert.deepEqual([stolen.status, stolen.body.code], [409, 'endpoint-taken']);
  assert.equal((await register(cy, shared)).status, 200);
  await post(ann, annBob, 'for bob alone');
  await post(ann, room, 'for @cy');
  await settled();
  assert.deepEqual(shared.texts, ['for @cy']);
});

test('a registration that is not renewed for 30 days ends, as the sign-in does', async () => {
  const before = bobs.received.length;
  await post(ann, annBob, 'a month later');
  laptop.clock.setBy(31 * 86_400_000);
  await settled();
  laptop.clock.setBy(-31 * 86_400_000);
  assert.equal(bobs.received.length, before);
});

for (const [title, endpoint] of [
  ['this machine', 'http://127.0.0.1:1/send'],
  ['the metadata of the cloud', 'http://169.254.169.254/latest/meta-data/'],
  ['another host', 'https://attacker.example/send'],
  ['a host that only looks like a push service', 'https://fcm.googleapis.com.attacker.example/send'],
  ['another port of a push service', 'https://fcm.googleapis.com:8443/send'],
  ['a push service over plain HTTP', 'http://fcm.googleapis.com/send'],
  ['a push service with credentials', 'https://user:password@fcm.googleapis.com/send'],
])
  test(`an endpoint at ${title} is rejected`, async () => {
    const { keys } = service.subscribe().json;
    const { status, body } = await bob.requests<Answer>('PUT', '/users/me/devices', { endpoint, keys });
    assert.deepEqual([status, body.code], [400, 'bad-endpoint']);
  });

test('the private key is in no response, no table and no log', async () => {
  const { Parameter } = (await laptop.requests('ssm', 'AmazonSSM.GetParameter', {
    Name: '/Parley/push-key',
    WithDecryption: true,
  })) as { Parameter: { Value: string; Type: string } };
  assert.equal(Parameter.Type, 'SecureString');
  assert.equal(laptop.log.includes(Parameter.Value), false);
  const { TableNames } = (await laptop.requests('dynamodb', 'DynamoDB_20120810.ListTables', {})) as {
    TableNames: string[];
  };
  for (const TableName of TableNames) {
    const rows = JSON.stringify(await laptop.requests('dynamodb', 'DynamoDB_20120810.Scan', { TableName }));
    assert.equal(rows.includes(Parameter.Value), false, TableName);
  }
  // An endpoint permits everyone who knows it to send to it.
  assert.equal(laptop.log.includes(bobs.json.endpoint), false);
});
