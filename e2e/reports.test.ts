// Reports of messages: moderators see and settle them; no other user learns of them.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type AuditRecord, type Channel, REASON_MAX, REPORTERS_MAX, type Reports } from '@parley/chat';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const { laptop, users } = await openLaptopSuite(['ann', 'bob', 'cat']);
const [ann, bob, cat] = users;
/** Ann's channel with Bob and Cat, and the seq of a message by Bob in it. */
let channel: string;
let seq: number;

beforeEach(async () => {
  channel = await ann.createsChannel('bob', 'cat');
  seq = (await bob.says(channel, 'buy my pills')).body.seq;
});

const report = (who: TestUser, reason = 'spam', target: unknown = seq) =>
  who.requests<{ code: string; message: string }>('POST', `/channels/${channel}/reports`, { seq: target, reason });
const readReports = async (who = ann) => (await who.requests<Reports>('GET', `/channels/${channel}/reports`)).body;
const settle = (who: TestUser, target = seq) => who.requests('DELETE', `/channels/${channel}/reports/${target}`);
const reportCount = async (who: TestUser) => (await who.sees(channel))?.reports;

test('moderators see a reported message with its original text, the reporters and their reasons', async () => {
  assert.equal(await reportCount(ann), 0);
  assert.deepEqual(await report(cat, 'It is spam'), { status: 200, body: {} });
  await bob.edits(channel, seq, 'nothing to see here');
  const { reported, more } = await readReports();
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
  assert.equal(await reportCount(ann), 1);
});

test('no other user learns of a report: not its author, not the log, not the list of channels', async () => {
  await report(cat);
  assert.equal(((await readReports(bob)) as { code?: string }).code, 'not-allowed');
  assert.equal(await reportCount(bob), undefined);
  assert.equal(await reportCount(cat), undefined);
  assert.equal((await bob.reads(channel)).body.head, (await ann.reads(channel)).body.head);
  assert.doesNotMatch(JSON.stringify(await bob.readsAll(channel)), /spam/);
});

test('a second report by the same user counts once, and the reports are in the order of the channel', async () => {
  const later = (await bob.says(channel, 'more pills')).body.seq;
  for (let time = 0; time < 2; time += 1) {
    assert.equal((await report(cat, 'spam', later)).status, 200);
    assert.equal((await report(cat, `spam, time ${time}`)).status, 200);
  }
  assert.equal((await report(ann, 'I see it too')).status, 200);
  const { reported } = await readReports();
  assert.deepEqual(
    reported.map((one) => [one.seq, one.reports.map(({ reason }) => reason)]),
    [
      [seq, ['spam, time 0', 'I see it too']],
      [later, ['spam']],
    ],
  );
  assert.equal(await reportCount(ann), 3);
});

test('a settled report is removed, the audit trail names the moderator, and the message can be reported again', async () => {
  await Promise.all([report(cat), report(ann)]);
  for (let time = 0; time < 2; time += 1) assert.equal((await settle(ann)).status, 200);
  assert.deepEqual(await readReports(), { reported: [], more: false });
  assert.equal(await reportCount(ann), 0);
  const { body } = await ann.requests<{ audit: AuditRecord[] }>('GET', `/channels/${channel}/audit`);
  const lines = body.audit.filter(({ action }) => action === 'report settled');
  assert.deepEqual(
    lines.map(({ by, user, value }) => [by.username, user?.username, value]),
    [['ann', 'bob', `${seq}`]],
  );
  await report(cat);
  assert.equal(await reportCount(ann), 1);
});

test('reports that arrive while one is being settled are kept or settled with it, never lost', async () => {
  const people = await Promise.all(['dan', 'eve', 'fay', 'gus'].map((name) => TestUser.signsIn(laptop, name)));
  for (const one of people) await one.joins(channel);
  await report(cat);
  await Promise.all([settle(ann), ...people.map((one) => report(one))]);
  const { reported } = await readReports();
  const left = reported.flatMap((one) => one.reports).length;
  assert.equal(await reportCount(ann), left, 'the count matches the reports');
  await settle(ann);
  assert.equal(await reportCount(ann), 0);
});

test('a message keeps twenty reports; one more gets the same response and changes nothing', async () => {
  const crowd = await Promise.all(
    Array.from({ length: REPORTERS_MAX + 1 }, (_, index) => TestUser.signsIn(laptop, `crowd-${index}`)),
  );
  for (const one of crowd) await one.joins(channel);
  for (const one of crowd) assert.equal((await report(one)).status, 200);
  assert.equal((await readReports()).reported[0]?.reports.length, REPORTERS_MAX);
  assert.equal(await reportCount(ann), REPORTERS_MAX);
});

test('a report of a missing or deleted message, or without a reason, is rejected with a sentence', async () => {
  for (const [reason, target, status, code] of [
    ['spam', 999, 404, 'no-message'],
    ['spam', 0, 400, 'bad-request'],
    ['spam', 'x', 400, 'bad-request'],
    ['  ', seq, 400, 'bad-request'],
    ['x'.repeat(REASON_MAX + 1), seq, 400, 'bad-request'],
  ] as const) {
    const answer = await report(cat, reason, target);
    assert.deepEqual([answer.status, answer.body.code], [status, code], answer.body.message);
  }
  await bob.deletes(channel, seq);
  assert.equal((await report(cat)).body.code, 'deleted');
  assert.equal((await settle(ann, 0)).status, 400);
  assert.deepEqual((await readReports()).reported, []);
});

test('a user who reports too often is rejected with Retry-After', async () => {
  const zoe = await TestUser.signsIn(laptop, 'zoe');
  await zoe.joins(channel);
  const room = await zoe.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Mine' });
  const seqs: number[] = [];
  for (let n = 0; n <= 50; n += 1) seqs.push((await zoe.says(room.body.name, `${n}`)).body.seq);
  const statuses: number[] = [];
  for (const target of seqs)
    statuses.push(
      (await zoe.requests('POST', `/channels/${room.body.name}/reports`, { seq: target, reason: 'test' })).status,
    );
  assert.deepEqual(new Set(statuses.slice(0, 50)), new Set([200]));
  assert.equal(statuses[50], 429);
});
