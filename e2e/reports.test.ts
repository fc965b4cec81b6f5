// Reporting a message: those with a say see who found what wrong with it, and settle it; nobody else learns of it.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type AuditRecord, type Channel, REASON_MAX, REPORTERS_MAX, type Reports } from '@parley/chat';
import { Laptop } from '../harness/laptop.ts';
import { TestUser } from '../harness/test-user.ts';

let laptop: Laptop;
let ann: TestUser;
let bob: TestUser;
let cat: TestUser;
/** Ann's channel, in which Bob says something and Cat is too. */
let channel: string;
let seq: number;

before(async () => {
  laptop = await Laptop.open();
  [ann, bob, cat] = (await Promise.all(['ann', 'bob', 'cat'].map((name) => TestUser.signsIn(laptop, name)))) as [
    TestUser,
    TestUser,
    TestUser,
  ];
});
after(() => laptop[Symbol.asyncDispose]());

beforeEach(async () => {
  channel = await ann.createsChannel('bob', 'cat');
  seq = (await bob.says(channel, 'buy my pills')).body.seq;
});

const reports = (who: TestUser, reason = 'spam', about: unknown = seq) =>
  who.requests<{ code: string; message: string }>('POST', `/channels/${channel}/reports`, { seq: about, reason });
const queue = async (who = ann) => (await who.requests<Reports>('GET', `/channels/${channel}/reports`)).body;
const settles = (who: TestUser, about = seq) => who.requests('DELETE', `/channels/${channel}/reports/${about}`);
const waiting = async (who: TestUser) => (await who.sees(channel))?.reports;

test('moderators see a reported message with its original text, the reporters and their reasons', async () => {
  assert.equal(await waiting(ann), 0);
  assert.deepEqual(await reports(cat, 'It is spam'), { status: 200, body: {} });
  await bob.edits(channel, seq, 'nothing to see here');
  const { reported, more } = await queue();
  assert.equal(more, false);
  assert.equal(reported.length, 1);
  assert.deepEqual(
    reported.map(({ userId, username, message }) => ({ userId, username, message })),
    [{ userId: bob.userId, username: 'bob', message: 'buy my pills' }],
  );
  assert.deepEqual(
    reported[0]?.reports.map(({ by, reason }) => ({ by, reason })),
    [{ by: { userId: cat.userId, username: 'cat' }, reason: 'It is spam' }],
  );
  assert.equal(await waiting(ann), 1);
});

test('no other user learns of a report: not its author, not the log, not the list of channels', async () => {
  await reports(cat);
  assert.equal(((await queue(bob)) as { code?: string }).code, 'not-allowed');
  assert.equal(await waiting(bob), undefined);
  assert.equal(await waiting(cat), undefined);
  assert.equal((await bob.reads(channel)).body.head, (await ann.reads(channel)).body.head);
  assert.doesNotMatch(JSON.stringify(await bob.readsAll(channel)), /spam/);
});

test('a second report by the same user counts once, and the reports are in the order of the channel', async () => {
  const later = (await bob.says(channel, 'more pills')).body.seq;
  for (let time = 0; time < 2; time += 1) {
    assert.equal((await reports(cat, 'spam', later)).status, 200);
    assert.equal((await reports(cat, `spam, time ${time}`)).status, 200);
  }
  assert.equal((await reports(ann, 'I see it too')).status, 200);
  const { reported } = await queue();
  assert.deepEqual(
    reported.map((one) => [one.seq, one.reports.map(({ reason }) => reason)]),
    [
      [seq, ['spam, time 0', 'I see it too']],
      [later, ['spam']],
    ],
  );
  assert.equal(await waiting(ann), 3);
});

test('a settled report is removed, the audit trail names the moderator, and the message can be reported again', async () => {
  await Promise.all([reports(cat), reports(ann)]);
  for (let time = 0; time < 2; time += 1) assert.equal((await settles(ann)).status, 200);
  assert.deepEqual(await queue(), { reported: [], more: false });
  assert.equal(await waiting(ann), 0);
  const { body } = await ann.requests<{ audit: AuditRecord[] }>('GET', `/channels/${channel}/audit`);
  const lines = body.audit.filter(({ action }) => action === 'report settled');
  assert.deepEqual(
    lines.map(({ by, user, value }) => [by.username, user?.username, value]),
    [['ann', 'bob', `${seq}`]],
  );
  await reports(cat);
  assert.equal(await waiting(ann), 1);
});

test('reports that arrive while one is being settled are kept or settled with it, never lost', async () => {
  const people = await Promise.all(['dan', 'eve', 'fay', 'gus'].map((name) => TestUser.signsIn(laptop, name)));
  for (const one of people) await one.joins(channel);
  await reports(cat);
  await Promise.all([settles(ann), ...people.map((one) => reports(one))]);
  const { reported } = await queue();
  const left = reported.flatMap((one) => one.reports).length;
  assert.equal(await waiting(ann), left, 'what is counted is there');
  await settles(ann);
  assert.equal(await waiting(ann), 0);
});

test('a message keeps twenty reports; one more gets the same response and changes nothing', async () => {
  const crowd = await Promise.all(
    Array.from({ length: REPORTERS_MAX + 1 }, (_, index) => TestUser.signsIn(laptop, `crowd-${index}`)),
  );
  for (const one of crowd) await one.joins(channel);
  for (const one of crowd) assert.equal((await reports(one)).status, 200);
  assert.equal((await queue()).reported[0]?.reports.length, REPORTERS_MAX);
  assert.equal(await waiting(ann), REPORTERS_MAX);
});

test('a report of a missing or deleted message, or without a reason, is rejected with a sentence', async () => {
  for (const [reason, about, status, code] of [
    ['spam', 999, 404, 'no-message'],
    ['spam', 0, 400, 'bad-request'],
    ['spam', 'x', 400, 'bad-request'],
    ['  ', seq, 400, 'bad-request'],
    ['x'.repeat(REASON_MAX + 1), seq, 400, 'bad-request'],
  ] as const) {
    const answer = await reports(cat, reason, about);
    assert.deepEqual([answer.status, answer.body.code], [status, code], answer.body.message);
  }
  await bob.deletes(channel, seq);
  assert.equal((await reports(cat)).body.code, 'deleted');
  assert.equal((await settles(ann, 0)).status, 400);
  assert.deepEqual((await queue()).reported, []);
});

test('a user who reports too often is rejected with Retry-After', async () => {
  const zoe = await TestUser.signsIn(laptop, 'zoe');
  await zoe.joins(channel);
  const room = await zoe.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Mine' });
  const seqs: number[] = [];
  for (let n = 0; n <= 50; n += 1) seqs.push((await zoe.says(room.body.name, `${n}`)).body.seq);
  const statuses: number[] = [];
  for (const about of seqs)
    statuses.push(
      (await zoe.requests('POST', `/channels/${room.body.name}/reports`, { seq: about, reason: 'test' })).status,
    );
  assert.deepEqual(new Set(statuses.slice(0, 50)), new Set([200]));
  assert.equal(statuses[50], 429);
});
