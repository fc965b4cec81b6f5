// The whole path of a message, without a browser: HTTP API, function, table, stream, pipe, API destination, AppSync Events.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MESSAGE_MAX, newId } from '@parley/chat';
import { fillChannel } from '../harness/dynamodb-tables.ts';
import { sampled } from '../harness/exhaustive.ts';
import { HIGH_MESSAGE_RATE } from '../harness/parley-process.ts';
import { openEngineSuite } from '../harness/test-suite.ts';
import { textsOf } from '../harness/test-user.ts';

const { parley, users } = await openEngineSuite(['ann', 'bob'], ...HIGH_MESSAGE_RATE);
const [ann, bob] = users;

/** The number of times that two users post at once. */
const ROUNDS = sampled(5, 20);

test('a message is delivered to subscribers through the pipe and is in the history', async () => {
  const channel = await ann.createsChannel('bob');
  using subscription = await bob.subscribes(channel);
  const { status, body } = await ann.says(channel, 'Hello Bob');
  assert.equal(status, 201);
  assert.equal(body.username, 'ann');
  assert.equal(body.seq, 1);
  const [received] = await subscription.receives(1);
  assert.deepEqual(received, body);
  assert.deepEqual((await bob.reads(channel)).body, { entries: [body], head: 1, more: false });
});

test('every kind of text arrives unchanged, and none stops the pipe', async () => {
  const channel = await ann.createsChannel('bob');
  using subscription = await bob.subscribes(channel);
  const texts = [
    'say "hi"',
    '\\',
    'C:\\new\\table',
    'a\nb\r\nc',
    '\ttab',
    '","admin":"1',
    '\\",\\"admin\\":\\"1',
    '<b>bold</b><script>alert(1)</script>',
    '<$.dynamodb.NewImage.channel.S>',
    '<aws.pipes.event.json>',
    `\${AWS::Region} {{resolve:ssm:x}} %00`,
    '👩‍👩‍👧 e\u0301 🇩🇪',
    'مرحبا שלום \u202eabc',
    'a\u0000\u0001\u2028\u2029\ufeff',
    '__proto__',
    'x'.repeat(MESSAGE_MAX),
    '語'.repeat(MESSAGE_MAX),
    `a${'\u0001'.repeat(MESSAGE_MAX - 1)}`,
  ];
  for (const text of texts)
    assert.equal((await ann.says(channel, text)).status, 201, JSON.stringify(text.slice(0, 40)));
  const received = await subscription.receives(texts.length);
  assert.deepEqual(textsOf(received), texts);
  for (const entry of received) assert.equal('admin' in entry, false);
  assert.deepEqual(textsOf(await bob.readsAll(channel)), texts);
});

test('an invalid message is rejected with a sentence, and nothing of it is stored', async () => {
  const channel = await ann.createsChannel('bob');
  const invalid: [unknown, RegExp][] = [
    [{ id: newId(), message: 'half \ud83d' }, /half of a character/],
    [{ id: newId(), message: 'x'.repeat(MESSAGE_MAX + 1) }, /10,001 characters/],
    [{ id: newId(), message: '  \n' }, /empty/],
    [{ id: 'short', message: 'hi' }, /22 characters/],
    [{ id: newId(), message: 'hi', username: 'admin' }, /"username" is not allowed/],
    ['{"id":', /not JSON/],
    ['null', /JSON object/],
  ];
  for (const [body, expected] of invalid) {
    const response = await ann.requests<{ message: string }>('POST', `/channels/${channel}/messages`, body);
    assert.equal(response.status, 400);
    assert.match(response.body.message, expected);
  }
  assert.deepEqual(await bob.readsAll(channel), []);
});

test('fifty users who post at once get fifty contiguous seqs, and all subscribers receive one order', async () => {
  const channel = await ann.createsChannel('bob');
  using subscription = await bob.subscribes(channel);
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ann.says(channel, `message ${index}`)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
  const seqs = answers.map(({ body }) => body.seq).sort((a, b) => a - b);
  assert.deepEqual(
    seqs,
    Array.from({ length: 50 }, (_, index) => index + 1),
  );
  const received = await subscription.receives(50);
  assert.deepEqual(
    received.map(({ seq }) => seq),
    seqs,
  );
  assert.deepEqual(await ann.readsAll(channel), received);
});

test('two messages of the same millisecond are both stored', async () => {
  const channel = await ann.createsChannel('bob');
  for (let round = 0; round < ROUNDS; round += 1)
    await Promise.all([ann.says(channel, 'one'), bob.says(channel, 'two')]);
  const entries = await ann.readsAll(channel);
  assert.equal(entries.length, 2 * ROUNDS);
  assert.deepEqual(
    entries.map(({ seq }) => seq),
    Array.from({ length: 2 * ROUNDS }, (_, index) => index + 1),
  );
});

test('a retry returns the first response and stores nothing twice', async () => {
  const channel = await ann.createsChannel('bob');
  const id = newId();
  const first = await ann.says(channel, 'once', id);
  const again = await Promise.all([ann.says(channel, 'once', id), ann.says(channel, 'once', id)]);
  for (const { status, body } of again) {
    assert.equal(status, 200);
    assert.deepEqual(body, first.body);
  }
  assert.equal((await ann.readsAll(channel)).length, 1);
});

test('ten simultaneous first attempts with one id store one message', async () => {
  const channel = await ann.createsChannel('bob');
  const id = newId();
  const answers = await Promise.all(Array.from({ length: 10 }, () => ann.says(channel, 'once', id)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(9).fill(200), 201]);
  assert.equal(new Set(answers.map(({ body }) => body.seq)).size, 1);
  assert.equal((await ann.readsAll(channel)).length, 1);
});

test('the id of a message cannot be reused for another text, nor by another user', async () => {
  const channel = await ann.createsChannel('bob');
  const id = newId();
  await ann.says(channel, 'mine', id);
  for (const answer of [await ann.says(channel, 'changed', id), await bob.says(channel, 'mine', id)]) {
    assert.equal(answer.status, 409);
    assert.equal(answer.body.code, 'id-taken');
  }
  assert.deepEqual(textsOf(await bob.readsAll(channel)), ['mine']);
});

test('hundreds of messages are read in pages, in both directions, never all at once', async () => {
  const count = sampled(400, 1000);
  const channel = await ann.createsChannel('bob');
  await fillChannel(parley, channel, count);
  const newest = (await bob.reads(channel)).body;
  assert.equal(newest.head, count);
  assert.equal(newest.more, true);
  assert.deepEqual(
    newest.entries.map(({ seq }) => seq),
    Array.from({ length: 50 }, (_, index) => count - 49 + index),
  );
  const before = (await bob.reads(channel, `?before=${newest.entries[0]?.seq}&limit=20`)).body;
  assert.deepEqual(
    before.entries.map(({ seq }) => seq),
    Array.from({ length: 20 }, (_, index) => count - 69 + index),
  );
  const last = (await bob.reads(channel, '?before=21&limit=20')).body;
  assert.equal(last.more, false);
  assert.equal((await bob.readsAll(channel)).length, count);
  const refused = await bob.reads(channel, '?limit=1000000000');
  assert.equal(refused.status, 400);
  assert.match(refused.body.message, /from 1 to 200/);
});

test('a channel is created once, is listed with its head, and must exist to be used', async () => {
  const channel = await ann.createsChannel();
  await ann.says(channel, 'hi');
  await bob.joins(channel);
  const { body } = await bob.requests<{ channels: { name: string; head: number }[] }>('GET', '/channels');
  assert.deepEqual(
    body.channels.slice(0, 3).map(({ name }) => name),
    ['general', 'random', 'tech'],
  );
  assert.partialDeepStrictEqual(
    body.channels.find(({ name }) => name === channel),
    {
      name: channel,
      kind: 'public',
      title: channel,
      effectiveRole: 'member',
      head: 1,
      count: 1,
      readSeq: 1,
      readCount: 1,
      mentions: 0,
    },
  );
  for (const name of [channel, 'general'])
    assert.equal((await bob.requests('POST', '/channels', { name })).status, 409);
  for (const name of ['Bad Name', '', 'x'.repeat(51), null])
    assert.equal((await bob.requests('POST', '/channels', { name })).status, 400);
  for (const answer of [await ann.says('nowhere', 'hi'), await ann.reads('nowhere')]) {
    assert.equal(answer.status, 404);
    assert.match(answer.body.message, /no access to it/);
  }
});

test('a request without a token of the issuer is rejected', async () => {
  const { token } = ann;
  const [head = '', claims = '', signature = ''] = token.split('.');
  const admin = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), username: 'admin' }),
  );
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const forged = [
    '',
    'Bearer',
    'Bearer x.y.z',
    `Bearer ${head}.${admin.toString('base64url')}.${signature}`,
    `Bearer ${none}.${claims}.`,
    `Basic ${token}`,
  ];
  for (const authorization of forged) {
    const { status } = await ann.requests('GET', '/channels', undefined, { authorization });
    assert.equal(status, 401, authorization.slice(0, 30));
  }
});

test("a user can neither publish on the log's path nor subscribe to all channels at once", async () => {
  const channel = await ann.createsChannel('bob');
  const publish = await fetch(parley.addresses.eventsHttp, {
    method: 'POST',
    headers: { authorization: ann.token, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: `serverlesschat/channels/${channel}`, events: ['"ghost"'] }),
  });
  assert.ok(publish.status === 401 || publish.status === 403, String(publish.status));
  for (const wild of ['*', `${channel}/*`]) await assert.rejects(async () => ann.subscribes(wild), /nauthorized/);
});
