// Who may do what: every standing tries everything, in each kind of channel, and gets what the table says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  type Action,
  type Channel,
  type ChannelKind,
  type EffectiveRole,
  type Invitation,
  isPermitted,
  logPath,
  newId,
  PERMISSIONS,
  signalPath,
} from '@parley/chat';
import { Laptop } from '../harness/laptop.ts';
import { TestSubscription, TestUser } from '../harness/test-user.ts';

const ACTIONS = Object.keys(PERMISSIONS) as Action[];
const STANDINGS: readonly EffectiveRole[] = ['owner', 'moderator', 'member', 'guest', 'muted', 'non-member', 'banned'];
const KINDS: readonly ChannelKind[] = ['public', 'private'];

let laptop: Laptop;

before(async () => {
  // Time stands still here, so the pipe's quota of a second must be enough for all of it.
  laptop = await Laptop.open({ guests: 10, callsPerSecond: 100_000 });
});
after(() => laptop[Symbol.asyncDispose]());

/** A channel with everybody who is needed in it, and messages of the host and of the person who tries. */
type Stage = {
  channel: string;
  epoch: number;
  host: TestUser;
  who: TestUser;
  other: TestUser;
  theirs: number;
  own: number;
};

/** Does one thing; whether it was let through. */
const DEEDS: Record<Action, (stage: Stage) => Promise<boolean>> = {
  subscribe: async ({ channel, epoch, who }) => {
    const paths = [logPath(channel, epoch), signalPath(channel, epoch)];
    const heard = await Promise.all(
      paths.map((path) => TestSubscription.open(laptop, who.token, path).catch(() => undefined)),
    );
    for (const subscription of heard) subscription?.[Symbol.dispose]();
    assert.equal(heard[0] === undefined, heard[1] === undefined, 'both namespaces ask the same');
    return heard[0] !== undefined;
  },
  read: async ({ channel, who }) => {
    const answers = await Promise.all([who.reads(channel), who.saw(channel, 1)]);
    const { missed } = (await who.syncs({ [channel]: 0 })).body;
    const passed = [...answers.map(({ status }) => status === 200), channel in missed];
    assert.equal(new Set(passed).size, 1, 'history, read marks and sync ask the same');
    return passed[0] === true;
  },
  post: ({ channel, who }) => done(who.says(channel, 'hello')),
  react: ({ channel, who, theirs }) => done(who.reacts(channel, theirs, '👍')),
  'edit-own': ({ channel, who, own }) => done(who.edits(channel, own, 'in other words')),
  'delete-any': ({ channel, who, theirs }) => done(who.deletes(channel, theirs)),
  'list-members': ({ channel, who }) => done(who.requests('GET', `/channels/${channel}/members`)),
  report: ({ channel, who, theirs }) =>
    done(who.requests('POST', `/channels/${channel}/reports`, { seq: theirs, reason: 'rude' })),
  join: ({ channel, who }) => done(who.requests('POST', `/channels/${channel}/members`, {})),
  leave: async ({ channel, host, who }) => {
    // The last owner stays, which is another rule.
    await host.requests('PATCH', `/channels/${channel}/members/${who.userId}`, { role: 'member' });
    return done(who.requests('DELETE', `/channels/${channel}/members/${who.userId}`));
  },
  invite: ({ channel, who }) => done(who.requests('POST', `/channels/${channel}/invitations`, { hours: 1 })),
  'set-topic': ({ channel, who }) => done(who.requests('PATCH', `/channels/${channel}`, { topic: 'new' })),
  rename: ({ channel, who }) => done(who.requests('PATCH', `/channels/${channel}`, { title: 'new' })),
  archive: ({ channel, who }) => done(who.requests('PATCH', `/channels/${channel}`, { archived: true })),
  'set-slow-mode': ({ channel, who }) => done(who.requests('PATCH', `/channels/${channel}`, { slowModeSeconds: 9 })),
  mute: (stage) => toOther(stage, 'PATCH', { mutedMinutes: 1 }),
  remove: (stage) => toOther(stage, 'DELETE'),
  ban: (stage) => toOther(stage, 'PATCH', { banned: true }),
  'set-role': (stage) => toOther(stage, 'PATCH', { role: 'moderator' }),
  'view-reports': async ({ channel, who, theirs }) => {
    const seen = await done(who.requests('GET', `/channels/${channel}/reports`));
    const settled = await done(who.requests('DELETE', `/channels/${channel}/reports/${theirs}`));
    assert.equal(seen, settled, 'whoever sees them settles them');
    return seen;
  },
  'view-audit': ({ channel, who }) => done(who.requests('GET', `/channels/${channel}/audit`)),
};

async function done(asked: Promise<{ status: number; body?: unknown }>): Promise<boolean> {
  const { status, body } = await asked;
  assert.ok([200, 201, 403, 404].includes(status), `${status} ${JSON.stringify(body)}`);
  return status < 300;
}

function toOther({ channel, who, other }: Stage, method: string, body?: object): Promise<boolean> {
  return done(who.requests(method, `/channels/${channel}/members/${other.userId}`, body));
}

async function aGuest(): Promise<TestUser> {
  const answer = await fetch(`${laptop.addresses.api}/guests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(answer.status, 201);
  return TestUser.with(laptop, ((await answer.json()) as { access_token: string }).access_token);
}

/** People for one kind of channel and one standing: nobody is in more than two hundred channels. */
async function company(kind: ChannelKind, effectiveRole: EffectiveRole) {
  const names = ['host', 'who', 'other'].map((name) => `${name}-${kind}-${effectiveRole}`);
  const people = await Promise.all(names.map((name) => TestUser.signsIn(laptop, name)));
  const [host, other] = [people[0], people[2]] as [TestUser, TestUser];
  const who = effectiveRole === 'guest' ? await aGuest() : (people[1] as TestUser);
  for (const one of [host, other, who]) await one.requests('GET', '/channels');
  return { host, other, who };
}

async function stage(
  kind: ChannelKind,
  effectiveRole: EffectiveRole,
  people: Awaited<ReturnType<typeof company>>,
): Promise<Stage> {
  const { host, other, who } = people;
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
  const comes = (one: TestUser) => one.requests('POST', `/invitations/${code}`, {});
  await comes(other);
  const theirs = (await host.says(channel, 'theirs')).body.seq;
  let own = theirs;
  if (effectiveRole !== 'non-member') {
    await comes(who);
    own = (await who.says(channel, 'own')).body.seq;
  }
  const set = (change: object) => host.requests('PATCH', `/channels/${channel}/members/${who.userId}`, change);
  if (effectiveRole === 'owner' || effectiveRole === 'moderator') await set({ role: effectiveRole });
  if (effectiveRole === 'muted') await set({ mutedMinutes: 60 });
  if (effectiveRole === 'banned') await set({ banned: true });
  return { channel, epoch: effectiveRole === 'banned' ? 1 : 0, host, who, other, theirs, own };
}

for (const kind of KINDS)
  for (const effectiveRole of STANDINGS)
    test(`in a ${kind} channel the role ${effectiveRole} can do exactly what the table allows`, async () => {
      const people = await company(kind, effectiveRole);
      for (const action of ACTIONS) {
        const allowed = isPermitted({ kind, archived: false, effectiveRole }, action);
        const set = await stage(kind, effectiveRole, people);
        // Who is in already may say so again: nothing happens.
        if (action === 'join' && !['non-member', 'banned'].includes(effectiveRole)) continue;
        assert.equal(await DEEDS[action](set), allowed, action);
      }
    });

test('in an archived channel the owner can do exactly what the table allows', async () => {
  const people = await company('private', 'owner');
  for (const action of ACTIONS.filter((one) => one !== 'join' && one !== 'archive')) {
    const set = await stage('private', 'owner', people);
    assert.equal((await set.host.requests('PATCH', `/channels/${set.channel}`, { archived: true })).status, 200);
    const allowed = isPermitted({ kind: 'private', archived: true, effectiveRole: 'owner' }, action);
    assert.equal(await DEEDS[action](set), allowed, action);
  }
});

test('in a direct conversation the participants can do exactly what the table allows, and other users nothing', async () => {
  const { host, who, other } = await company('direct', 'member');
  const begun = await host.requests<Channel>('POST', '/channels', { kind: 'direct', userIds: [who.userId] });
  const channel = begun.body.name;
  const theirs = (await host.says(channel, 'theirs')).body.seq;
  for (const [person, effectiveRole] of [
    [other, 'non-member'],
    [who, 'member'],
  ] as const)
    for (const action of ACTIONS.filter((one) => one !== 'join')) {
      const own = effectiveRole === 'member' ? (await who.says(channel, 'own')).body.seq : theirs;
      const set = { channel, epoch: 0, host, who: person, other: host, theirs, own };
      assert.equal(
        await DEEDS[action](set),
        isPermitted({ kind: 'direct', archived: false, effectiveRole }, action),
        `${effectiveRole} ${action}`,
      );
    }
});

test('the table in docs/roles.md matches the code', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/roles.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| `/.test(line));
  const should = ACTIONS.map(
    (action) =>
      `| \`${action}\` | ${STANDINGS.map((one) => (PERMISSIONS[action].includes(one) ? 'yes' : '')).join(' | ')} |`,
  );
  assert.deepEqual(
    rows.map((row) => row.replaceAll(/ +/g, ' ')),
    should.map((row) => row.replaceAll(/ +/g, ' ')),
  );
});
