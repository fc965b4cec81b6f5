// Attacks without forged tokens: foreign origins, data in responses, addresses that a server might fetch, packages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Invitation, logPath, newId } from '@parley/chat';
import { Peer } from '@parley/wire/conformance';
import { scanTable } from '../harness/dynamodb-tables.ts';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { signInUsers, TestUser } from '../harness/test-user.ts';

const { laptop, users } = await openLaptopSuite(['ann', 'bob']);
const [ann, bob] = users;
const channel = await ann.createsChannel('bob');

test('a cookie is not a credential, and only Parley’s own page may read responses', async () => {
  const { api, page, eventsHttp, eventsRealtime } = laptop.addresses;
  const cookie = { cookie: `token=${ann.token}; Authorization=${ann.token}; id_token=${ann.token}` };
  assert.equal((await fetch(`${api}/channels`, { headers: cookie })).status, 401);
  const publish = {
    method: 'POST',
    headers: cookie,
    body: JSON.stringify({ channel: logPath(channel), events: ['1'] }),
  };
  assert.equal((await fetch(eventsHttp, publish)).status, 401);
  using peer = new Peer(eventsRealtime, ['aws-appsync-event-ws'], { headers: cookie });
  assert.equal((await peer.next())['type'], 'connection_error');

  for (const [origin, allowed] of [
    ['https://evil.example', null],
    ['null', null],
    [new URL(page).origin, new URL(page).origin],
  ] as const) {
    const asked = await fetch(`${api}/channels`, { headers: { origin, authorization: `Bearer ${ann.token}` } });
    assert.equal(asked.headers.get('access-control-allow-origin'), allowed, origin);
    assert.equal(asked.headers.get('access-control-allow-credentials'), null);
  }
});

test('responses and events contain their documented fields and no other data of users', async () => {
  using subscription = await bob.subscribes(channel);
  const said = await ann.says(channel, 'hello');
  const [received] = await subscription.receives(1);
  const MESSAGE = ['channel', 'count', 'id', 'kind', 'message', 'seq', 'timestamp', 'userId', 'username'];
  const CHANNEL = [
    ...['archived', 'count', 'effectiveRole', 'epoch', 'head', 'kind', 'mayMentionEveryone', 'mentions', 'name'],
    ...['readCount', 'readSeq', 'slowModeSeconds', 'title', 'topic', 'typing'],
  ];
  const keys = (value: unknown) => Object.keys(value as object).sort();
  assert.deepEqual(keys(said.body), MESSAGE);
  assert.deepEqual(keys(received), MESSAGE);
  assert.deepEqual(keys((await bob.reads(channel)).body.entries[0]), MESSAGE);
  const listed = (await bob.requests<{ channels: object[]; joinable: object[] }>('GET', '/channels')).body;
  for (const one of listed.channels) assert.deepEqual(keys(one), CHANNEL);
  for (const one of listed.joinable) assert.deepEqual(keys(one), ['members', 'name', 'title', 'topic']);
  const synced = (await bob.syncs({ [channel]: 0 })).body;
  assert.deepEqual(keys(synced), ['channels', 'missed', 'preferences', 'username']);
  const { members } = (await bob.requests<{ members: object[] }>('GET', `/channels/${channel}/members`)).body;
  for (const one of members) assert.deepEqual(keys(one), ['joinedAt', 'role', 'userId', 'username']);
  const { users } = (await bob.requests<{ users: object[] }>('GET', '/users?name=an')).body;
  for (const one of users) assert.deepEqual(keys(one), ['userId', 'username']);
  const refused = await bob.reads('nowhere');
  assert.deepEqual(keys(refused.body), ['code', 'message']);
});

test('attack: a body that is not UTF-8, half a character and an invisible text are rejected, and nothing is stored', async () => {
  const before = (await bob.reads(channel)).body.head;
  const post = (body: Uint8Array<ArrayBuffer> | string, type = 'application/json') =>
    fetch(`${laptop.addresses.api}/channels/${channel}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.token}`, 'content-type': type },
      body,
    });
  const message = (text: string) => `{"id":"${newId()}","message":"${text}"}`;
  const invalid = [Buffer.from([0xff]), Buffer.from([0xc0, 0xaf]), Buffer.from([0xed, 0xa0, 0x80])];
  for (const bytes of invalid)
    for (const type of ['application/json', 'application/octet-stream', 'text/plain;charset=latin1']) {
      const [head = '', tail = ''] = message('a|b').split('|');
      const response = await post(Buffer.concat([Buffer.from(head), bytes, Buffer.from(tail)]), type);
      assert.deepEqual(
        [response.status, await response.json()],
        [400, { code: 'bad-request', message: 'The body is not JSON in UTF-8.' }],
      );
    }
  for (const text of ['\\ud83d', '\\udc00 hi', '\\u200b', '\\u2060\\u3164', '\\u2800', '\\udb40\\udc41'])
    assert.equal((await post(message(text))).status, 400, text);
  for (const title of ['\u200b', '\u3164', '\ufe0f', '\ud83d', '\u{e0041}', '\u115f\u1160'])
    for (const [method, path, body] of [
      ['POST', '/channels', { kind: 'private', title }],
      ['POST', '/channels', { kind: 'public', name: 'invisible', topic: title }],
      ['PATCH', `/channels/${channel}`, { title }],
      ['PATCH', `/channels/${channel}`, { topic: title }],
      ['PATCH', '/users/me', { displayName: title }],
      ['POST', `/channels/${channel}/reports`, { seq: 1, reason: title }],
    ] as const)
      assert.equal((await ann.requests(method, path, body)).status, 400, `${path} ${JSON.stringify(title)}`);
  assert.equal((await bob.reads(channel)).body.head, before);
});

type Refusal = { code: string; message: string };

/** Repeats a request until it is refused, at most 200 times; returns how often it succeeded, and the refusal. */
async function untilRefused(
  request: (index: number) => Promise<Response>,
): Promise<{ done: number; refused: Response }> {
  for (let done = 0; ; done += 1) {
    const response = await request(done);
    if (response.status >= 400 || done === 200) return { done, refused: response };
    await response.body?.cancel();
  }
}

test('attack: a member who changes a topic, or joins and leaves, without end is rate-limited', async () => {
  const [eve, fay] = await signInUsers(laptop, 'eve', 'fay');
  const own = await eve.createsChannel();
  const topics = await untilRefused((index) =>
    eve.sendsRequest('PATCH', `/channels/${own}`, { topic: `topic ${index}` }),
  );
  const rounds = await untilRefused((index) =>
    index % 2 === 0
      ? fay.sendsRequest('POST', `/channels/${own}/members`, {})
      : fay.sendsRequest('DELETE', `/channels/${own}/members/${fay.userId}`),
  );
  for (const { done, refused } of [topics, rounds]) {
    assert.ok(done <= 60, `${done}`);
    const { code, message } = (await refused.json()) as Refusal;
    assert.deepEqual([refused.status, code], [429, 'rate-limited']);
    assert.match(
      message,
      /^You can make 60 changes of channels and members a minute\. Try again in (?:a second|\d+ seconds)\.$/,
    );
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  }
  laptop.clock.advance(60_000);
  assert.equal((await eve.requests('PATCH', `/channels/${own}`, { topic: 'later' })).status, 200);
});

test('attack: a member who creates and revokes invitations without end is rate-limited, and leaves no row behind', async () => {
  const [hal, ivy] = await signInUsers(laptop, 'hal', 'ivy');
  const own = await ivy.createsChannel('hal');
  const text = async () => (await scanTable(laptop, 'Chat')).map((item) => JSON.stringify(item));
  const codes = async () => (await text()).filter((row) => row.includes('"invitation#')).length;
  const before = await codes();
  const invite = () => hal.sendsRequest('POST', `/channels/${own}/invitations`, { hours: 720 });
  const rounds = await untilRefused(async (index) => {
    if (index % 2 === 0) return invite();
    const { body } = await hal.requests<{ invitations: Invitation[] }>('GET', `/channels/${own}/invitations`);
    return hal.sendsRequest('DELETE', `/channels/${own}/invitations/${body.invitations[0]?.code}`);
  });
  assert.deepEqual([rounds.done <= 60, rounds.refused.status], [true, 429]);
  assert.ok((await codes()) - before <= 1);
});

test('attack: one user takes only a part of the directory, and the owners of the chat make room', async () => {
  const [gus, chief] = await signInUsers(laptop, 'gus', 'chief');
  const creates = (index: number) => gus.sendsRequest('POST', '/channels', { name: `gus-${index}` });
  const { done, refused } = await untilRefused(creates);
  assert.equal(done, 25);
  assert.deepEqual(
    [refused.status, await refused.json()],
    [
      409,
      {
        code: 'too-many-channels',
        message: '25 public channels of one creator are in use, which is the limit. Archive one of them first.',
      },
    ],
  );
  const archives = (user: TestUser, archived: boolean) =>
    user.requests<Refusal>('PATCH', '/channels/gus-0', { archived });
  assert.equal((await archives(chief, true)).status, 403);
  const { cognito } = laptop.services;
  const client = cognito.client(laptop.addresses.outputs['ClientId'] ?? '') ?? assert.fail();
  await cognito.users.change(client.userPoolId, 'chief', { groups: ['owners'] });
  const owner = await TestUser.signsIn(laptop, 'chief');
  assert.equal((await archives(owner, true)).status, 200);
  assert.equal((await creates(25)).status, 201);
  assert.equal((await archives(owner, false)).body.code, 'too-many-channels');
  assert.equal((await gus.requests('PATCH', '/channels/gus-1', { archived: true })).status, 200);
  assert.equal((await archives(owner, false)).status, 200);
  assert.equal((await owner.requests('PATCH', '/channels/gus-0', { topic: 'mine' })).status, 403);
});

test('no hop fetches an address in a message: no private address, no metadata endpoint', async (t) => {
  const asked: string[] = [];
  const trap = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  t.after(() => trap.close());
  const { port } = trap.address() as AddressInfo;
  using subscription = await bob.subscribes(channel);
  const addresses = [
    ...['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]'].map((host) => `http://${host}:${port}/secret.png`),
    'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
    'file:///etc/passwd',
  ];
  for (const address of addresses) assert.equal((await ann.says(channel, `look: ${address}`)).status, 201);
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  await subscription.receives(addresses.length);
  assert.deepEqual(asked, []);
  // The trap server receives requests.
  await fetch(addresses[0] ?? '');
  assert.deepEqual(asked, ['/secret.png']);
});

test('every package is pinned by its hash, and no production package needs an install script', () => {
  const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')) as {
    packages: Record<
      string,
      { integrity?: string; link?: boolean; dev?: boolean; hasInstallScript?: boolean; inBundle?: boolean }
    >;
  };
  // A bundled package is covered by the hash of the package that contains it.
  const installed = Object.entries(packages).filter(
    ([path, { link, inBundle }]) => path.includes('node_modules/') && !link && !inBundle,
  );
  assert.ok(installed.length > 100);
  assert.deepEqual(
    installed.filter(([, { integrity = '' }]) => !/^sha512-/.test(integrity)).map(([path]) => path),
    [],
  );
  const scripts = installed.filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev).map(([path]) => path);
  assert.deepEqual(scripts, UNUSED_AT_INSTALL);
});

/** A dependency of dynalite, for a disk store that the engine does not use. */
const UNUSED_AT_INSTALL: readonly string[] = ['node_modules/classic-level'];
