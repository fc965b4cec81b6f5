// What each action costs on AWS: counted on the real path, and compared with the table in docs/cost.md.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { type Channel, newId, type SignedUpload, signalPath } from '@parley/chat';
import { EventsClient } from '@parley/client';
import { FileSender } from '../harness/file-sender.ts';
import { monthlyCost, TEAMS } from '../harness/monthly-cost.ts';
import { OperationMeter, type Operations } from '../harness/operation-meter.ts';
import { PushService } from '../harness/push-service.ts';
import { openLaptopSuite } from '../harness/test-suite.ts';
import type { TestUser } from '../harness/test-user.ts';

const service = await PushService.open();
after(() => service[Symbol.asyncDispose]());
const local = { LOCAL_PUSH_ORIGIN: service.origin };
const { laptop, users } = await openLaptopSuite(['ann', 'bob', 'cy', 'dan'], {}, local);
const [ann, bob, cy, dan] = users;
const meter = new OperationMeter(laptop);
const COST = readFileSync(new URL('../docs/cost.md', import.meta.url), 'utf8');

/** The number of counts in a row of the table. */
const COLUMNS = 7;
const measured = new Map<string, Operations>();

/** Measures an action whose functions are warm. */
async function action(name: string, run: () => Promise<unknown>): Promise<void> {
  measured.set(name, await meter.measure(run));
}

/** A request that must succeed. */
async function ask<Body>(user: TestUser, method: string, path: string, body?: unknown): Promise<Body> {
  const response = await user.sendsRequest(method, path, body);
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path} returned ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Body;
}

let names = 0;
const newName = () => `channel-${++names}`;
const heads = new Map<string, number>();

/** Posts as a page does, which knows the end of the log. */
async function post(user: TestUser, channel: string, entry: object): Promise<void> {
  const { seq } = await ask<{ seq: number }>(user, 'POST', `/channels/${channel}/messages`, {
    id: newId(),
    after: heads.get(channel) ?? 0,
    ...entry,
  });
  heads.set(channel, seq);
}

/** A public channel of Ann's with Bob as a member. */
async function createChannel(): Promise<string> {
  const { name } = await ask<Channel>(ann, 'POST', '/channels', { name: newName() });
  await bob.joins(name);
  return name;
}

await action('the first visit', () => ask(dan, 'POST', '/sync', { channels: {} }));
for (const user of [ann, bob, cy]) await ask(user, 'POST', '/sync', { channels: {} });
const channels = ['general', 'random', 'tech'];
while (channels.length < 9) channels.push(await createChannel());
const channel = channels.at(-1) ?? '';
const { name: direct } = await ask<Channel>(ann, 'POST', '/channels', { kind: 'direct', userIds: [bob.userId] });
channels.push(direct);
for (const [index, name] of channels.entries()) await post(ann, name, { message: `warm up ${index}` });
await post(bob, direct, { message: 'an answer' });
using subscription = await bob.subscribes(channel);
const at = `/channels/${channel}`;
const seqOf = () => heads.get(channel) ?? 0;

let listed: Channel[] = [];
await action('sync of 10 channels, when the page opens', async () => {
  listed = (await bob.syncs({})).body.channels;
});
/** Syncs as Bob's page does, which has received nothing since it was opened, and has opened some channels since. */
const sync = (presence?: object, ...opened: string[]) => {
  const known = Object.fromEntries(listed.map(({ name, head, readSeq }) => [name, { head, readSeq }]));
  const seqs = opened.map((name) => [name, listed.find((one) => one.name === name)?.head ?? 0]);
  return ask(bob, 'POST', '/sync', {
    channels: Object.fromEntries(seqs),
    known,
    open: channel,
    presence,
  });
};
await action('sync of 10 channels without a change', () => sync(undefined, channel));
const inView = [ann, cy, dan].map(({ userId }) => userId);
const askPresence = (user: TestUser, userIds: readonly string[], active: boolean) =>
  ask(user, 'POST', '/users/presence', { userIds, active });
await action('asking about a user for the first time', () => askPresence(bob, [ann.userId], false));
await action('answering that', () => askPresence(ann, [], true));
await askPresence(ann, [bob.userId], false);
await askPresence(bob, inView, false);
await action('asking who is online', () => askPresence(bob, inView, false));
await action('a sync that asks who is online', () => sync({ userIds: inView, active: true }, channel));
await action('switching presence off', () => ask(cy, 'PUT', '/users/me/presence', { shown: false }));
await action('the newest page of a channel', () => ask(bob, 'GET', `${at}/messages?limit=60`));
await action('the check of the open channel', () => ask(bob, 'GET', `${at}/messages?after=${seqOf()}&limit=200`));

await action('a message', () => post(ann, channel, { message: 'hello' }));
await action('sync of 10 channels with a message in one', () => sync(undefined, channel));
await action('a message that mentions a member', () => post(ann, channel, { message: 'hello @bob' }));
await action('a read cursor past it', () => ask(bob, 'PUT', `${at}/read`, { seq: seqOf() }));
await post(ann, channel, { message: 'more' });
await action('a read cursor', () => ask(bob, 'PUT', `${at}/read`, { seq: seqOf() }));
await action('marking messages as unread', () => ask(bob, 'PUT', `${at}/unread`, { seq: seqOf() }));
const reads = Object.fromEntries(channels.map((name) => [name, { seq: heads.get(name) ?? 1, version: 0 }]));
await action('marking 9 channels as read', () => ask(bob, 'PUT', '/read', { channels: reads }));
await action('a favourite', () => ask(bob, 'PATCH', `/users/me/channels/${channel}`, { favourite: true }));
const target = seqOf();
await action('an edit', () => post(ann, channel, { kind: 'edit', target, message: 'less' }));
await action('the versions of a message', () => ask(bob, 'GET', `${at}/messages/${target}/versions`));
await action('a reaction', () => post(ann, channel, { kind: 'reaction', target, emoji: '👍', on: true }));
await action('a deletion', () => post(ann, channel, { kind: 'deletion', target }));
await action('a message in a direct conversation', () => post(ann, direct, { message: 'hello' }));

const notified = () => laptop.advanceUntil('no message waits', () => laptop.services.eventSources.waiting === 0);
const browser = service.subscribe();
await ask(bob, 'GET', '/push-key');
await action('registering a browser', () => ask(bob, 'PUT', '/users/me/devices', browser.json));
await post(ann, direct, { message: 'warm up' });
await notified();
await post(ann, direct, { message: 'hello' });
await action('notifying a user', notified);
assert.equal(browser.received.length > 0, true);

for (const name of channels) await post(ann, name, { message: 'news' });
await action('sync of 10 channels with messages in each', () => sync(undefined, ...channels));

await action('joining a public channel', () => ask(cy, 'POST', `${at}/members`, {}));
await action('leaving it', () => ask(cy, 'DELETE', `${at}/members/${cy.userId}`));
await action('creating a public channel', () => createChannelOf(cy, { name: newName() }));
const privately = { kind: 'private', title: 'Secret', topic: '' };
await action('creating a private channel', () => createChannelOf(ann, privately));
const secret = await createChannelOf(ann, privately);
let code = '';
await action('an invitation', async () => {
  code = (await ask<{ code: string }>(ann, 'POST', `/channels/${secret}/invitations`, { hours: 24 })).code;
});
await action('accepting it', () => ask(cy, 'POST', `/invitations/${code}`, {}));
await action('removing a member', () => ask(ann, 'DELETE', `/channels/${secret}/members/${cy.userId}`));
await action('adding a member', () => ask(ann, 'PUT', `/channels/${secret}/members/${cy.userId}`));
await ask(ann, 'DELETE', `/channels/${secret}/members/${cy.userId}`);
await action('starting a direct conversation', () => createChannelOf(ann, { kind: 'direct', userIds: [cy.userId] }));
await action('changing the topic', () => ask(ann, 'PATCH', at, { topic: 'News' }));
await action('the list of members', () => ask(ann, 'GET', `${at}/members`));
await action('the search for a user', () => ask(ann, 'GET', '/users?name=bo'));
await action('a search for messages in 10 channels', () => ask(ann, 'GET', '/search?q=hello'));
await action('changing the display name', () => ask(ann, 'PATCH', '/users/me', { displayName: 'Ann A.' }));
await action('changing the status', () => ask(ann, 'PATCH', '/users/me', { status: { text: 'away' } }));

await action('subscribing to a channel', async () => (await ann.subscribes(channel))[Symbol.dispose]());
const { eventsHttp: http, eventsRealtime: realtime } = laptop.addresses;
const client = new EventsClient({ http, realtime, authorization: () => ({ Authorization: ann.token }) });
await client.publish(signalPath(channel), [{ kind: 'typing' }]);
await action('a typing signal', () => client.publish(signalPath(channel), [{ kind: 'typing' }]));
client.close();

await action('the profiles of two users', () =>
  ask(ann, 'POST', '/users/profiles', { userIds: [ann.userId, bob.userId] }),
);
await action('the channels that a user can join', () => ask(bob, 'GET', '/channels'));
await action('closing a direct conversation', () => ask(bob, 'DELETE', `/channels/${direct}/members/${bob.userId}`));
await action('blocking a user', () => ask(cy, 'PUT', `/users/me/blocks/${dan.userId}`));
await action('reporting a message', () => ask(bob, 'POST', `${at}/reports`, { seq: 1, reason: 'rude' }));
await action('signing out of all devices', () => ask(cy, 'DELETE', '/users/me/sessions'));
const small = await createChannel();
await post(ann, small, { message: 'warm up' });
const toAll = { message: '@channel', everyone: 'channel' };
await action('a message that mentions everyone', () => post(ann, small, toAll));
await action('muting a member', () => ask(ann, 'PATCH', `${at}/members/${bob.userId}`, { mutedMinutes: 10 }));
await action('banning a member', () => ask(ann, 'PATCH', `${at}/members/${bob.userId}`, { banned: true }));

await ask(dan, 'POST', `${at}/members`, {});
await post(ann, channel, { message: 'Lunch?' });
const thread = seqOf();
await action('the first reply in a thread', () => post(dan, channel, { message: 'Yes', thread }));
await action('a further reply', () => post(dan, channel, { message: 'At 12', thread }));
await action('a message that quotes another', () => post(dan, channel, { message: 'Yes', replyTo: thread }));
await action('a page of a thread', () => ask(ann, 'GET', `${at}/threads/${thread}?limit=50`));
await action('the list of a thread', async () => ask(ann, 'GET', '/threads'));
await action('reading a thread', () => ask(ann, 'PUT', `${at}/threads/${thread}/read`, { count: 2 }));
await action('following a thread', () => ask(ann, 'PUT', `${at}/threads/${thread}/follow`, { following: true }));
await notified();
await post(dan, channel, { message: 'later', thread });
await action('telling a follower of a reply', notified);
await action('pinning a message', () => post(ann, channel, { kind: 'pin', target: thread, on: true }));
await action('the list of a pinned message', () => ask(dan, 'GET', `${at}/pins`));
await action('saving a message', () => ask(dan, 'PUT', `/users/me/saved/${channel}/${thread}`));
await action('the list of a saved message', () => ask(dan, 'GET', '/users/me/saved'));

const sender = new FileSender(ann, await FileSender.configOf(laptop.addresses.page));
const bytes = Buffer.from('hello');
await sender.uploads(channel, { bytes });
const fileId = newId();
let announced: SignedUpload | undefined;
await action('announcing a file', async () => {
  const { body } = await sender.announces(channel, { fileId, name: 'a.txt', type: 'text/plain', size: bytes.length });
  announced = body.upload.kind === 'put' ? body.upload : undefined;
});
assert.ok(announced && (await sender.puts(announced, bytes)).ok);
await action('completing it', () => sender.completes(channel, fileId));
await action('a message with a file', () => post(ann, channel, { message: '', files: [fileId] }));
await action('a link to a file', () => sender.links(channel, fileId));
const wanted = Array.from({ length: 20 }, () => ({ fileId: newId(), variant: 'thumbnail' }));
await action('links to 20 files', () => sender.linksAll(channel, [{ fileId }, ...wanted.slice(1)]));
await action('the list of the files of a channel', () => sender.lists(channel));
const today = new Date(laptop.clock.now()).toISOString().slice(0, 10);
await action('a jump to a day', () => ask(ann, 'GET', `${at}/messages?since=${today}T00:00:00.000Z&limit=1`));
await action('deleting a message with a file', async () => {
  await post(ann, channel, { kind: 'deletion', target: seqOf() });
  await laptop.until('the bytes are deleted', () => laptop.services.eventSources.waiting === 0);
});
assert.ok(subscription.events.length > 0);

async function createChannelOf(user: TestUser, body: object): Promise<string> {
  return (await ask<Channel>(user, 'POST', '/channels', body)).name;
}

test('each action costs what docs/cost.md says', () => {
  const documented = COST.split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map((cells) => cells.slice(1, -1))
    .filter(([name = '', ...counts]) => measured.has(name) && counts.length === COLUMNS)
    .map((cells) => cells.join(' | '));
  const counted = [...measured].map(([name, operations]) => [name, ...Object.values(operations)].join(' | '));
  assert.deepEqual(documented, counted);
});

test('a month costs what docs/cost.md says, and 1,000 users at most 60 USD', () => {
  const bills = TEAMS.map((team) => monthlyCost(measured, team));
  const totals = bills.map((bill) => [...bill.values()].reduce((sum, cost) => sum + cost, 0));
  const usd = (cost: number) => (cost < 100 ? cost.toFixed(2) : Math.round(cost).toLocaleString('en-US'));
  const rows = [...(bills[0] ?? [])].map(([cause]) => [cause, ...bills.map((bill) => usd(bill.get(cause) ?? 0))]);
  rows.push(['**USD a month**', ...totals.map((total) => `**${usd(total)}**`)]);
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  assert.ok(COST.includes(table), `docs/cost.md should contain\n${table}`);
  assert.ok((totals[1] ?? 0) <= 60);
});
