// Permissions by role: users of every effective role try every action in each kind of channel.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type Action,
  type Channel,
  type ChannelKind,
  type EffectiveRole,
  isPermitted,
  logPath,
  PERMISSIONS,
  signalPath,
} from '@parley/chat';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { TestSubscription, type TestUser } from '../harness/test-user.ts';
import { createScenario, createUsers, type Scenario, type ScenarioUsers } from './role-scenario.ts';

const ACTIONS = Object.keys(PERMISSIONS) as Action[];
const ROLES: readonly EffectiveRole[] = ['owner', 'moderator', 'member', 'guest', 'muted', 'non-member', 'banned'];
const KINDS: readonly ChannelKind[] = ['public', 'private'];

// The clock advances only between scenarios, so the pipe's quota per second must suffice for one.
const { laptop } = await openLaptopSuite([], { guests: 10, callsPerSecond: 100_000 });

/**
 * Actions whose success changes nothing that another action needs. A denied action changes nothing at all, so after these and
 * after a denial the next action is tried in the same channel: if it did change something, that one fails.
 */
const REPEATABLE: ReadonlySet<Action> = new Set([
  'subscribe',
  'read',
  'post',
  'react',
  'pin',
  'edit-own',
  'list-members',
  'report',
  'invite',
  'set-topic',
  'set-retention',
  'rename',
  'view-reports',
  'view-audit',
]);

/**
 * Actions that are tried after all others, in an order in which the success of each but the last two leaves what the next ones need:
 * a channel for each would take most of the time.
 */
const LAST: readonly Action[] = [
  'set-slow-mode',
  'delete-any',
  'mute',
  'set-role',
  'remove',
  'ban',
  'archive',
  'leave',
];
const CUMULATIVE: ReadonlySet<Action> = new Set([...REPEATABLE, ...LAST.slice(0, -2)]);
const IN_ORDER: readonly Action[] = [...ACTIONS.filter((action) => !LAST.includes(action)), ...LAST];

/** Performs an action; returns whether it was allowed. */
const ROLE_ACTIONS: Record<Action, (scenario: Scenario) => Promise<boolean>> = {
  subscribe: async ({ channel, epoch, who }) => {
    const paths = [logPath(channel, epoch), signalPath(channel, epoch)];
    const received = await Promise.all(
      paths.map((path) => TestSubscription.open(laptop, who.token, path).catch(() => undefined)),
    );
    for (const subscription of received) subscription?.[Symbol.dispose]();
    assert.equal(received[0] === undefined, received[1] === undefined, 'both namespaces have the same rule');
    return received[0] !== undefined;
  },
  read: async ({ channel, who, theirs }) => {
    const search = who.requests('GET', `/search?q=${encodeURIComponent(`hello in:${channel}`)}`);
    const pins = who.requests('GET', `/channels/${channel}/pins`);
    const versions = who.requests('GET', `/channels/${channel}/messages/${theirs}/versions`);
    const answers = await Promise.all([who.reads(channel), who.saw(channel, 1), search, versions, pins]);
    const { missed } = (await who.syncs({ [channel]: 0 })).body;
    const passed = [...answers.map(({ status }) => status === 200), channel in missed];
    assert.equal(
      new Set(passed).size,
      1,
      'history, read cursors, the search, versions, pins and sync have the same rule',
    );
    return passed[0] === true;
  },
  post: ({ channel, who }) => isAllowed(who.says(channel, 'hello')),
  react: ({ channel, who, theirs }) => isAllowed(who.reacts(channel, theirs, '👍')),
  pin: ({ channel, who, theirs }) => isAllowed(who.pins(channel, theirs)),
  'edit-own': ({ channel, who, own }) => isAllowed(who.edits(channel, own, 'another text')),
  'delete-any': ({ channel, who, theirs }) => isAllowed(who.deletes(channel, theirs)),
  'list-members': ({ channel, who }) => isAllowed(who.requests('GET', `/channels/${channel}/members`)),
  report: ({ channel, who, theirs }) =>
    isAllowed(who.requests('POST', `/channels/${channel}/reports`, { seq: theirs, reason: 'rude' })),
  join: ({ channel, who }) => isAllowed(who.requests('POST', `/channels/${channel}/members`, {})),
  leave: async ({ channel, host, who }) => {
    // The last owner cannot leave, which is another rule.
    await host.requests('PATCH', `/channels/${channel}/members/${who.userId}`, { role: 'member' });
    return isAllowed(who.requests('DELETE', `/channels/${channel}/members/${who.userId}`));
  },
  invite: ({ channel, who }) => isAllowed(who.requests('POST', `/channels/${channel}/invitations`, { hours: 1 })),
  'set-topic': ({ channel, who }) => isAllowed(who.requests('PATCH', `/channels/${channel}`, { topic: 'new' })),
  rename: ({ channel, who }) => isAllowed(who.requests('PATCH', `/channels/${channel}`, { title: 'new' })),
  archive: ({ channel, who }) => isAllowed(who.requests('PATCH', `/channels/${channel}`, { archived: true })),
  'set-slow-mode': ({ channel, who }) =>
    isAllowed(who.requests('PATCH', `/channels/${channel}`, { slowModeSeconds: 9 })),
  'set-retention': ({ channel, who }) =>
    isAllowed(who.requests('PATCH', `/channels/${channel}`, { retentionDays: 30 })),
  mute: (scenario) => changeOther(scenario, 'PATCH', { mutedMinutes: 1 }),
  remove: (scenario) => changeOther(scenario, 'DELETE'),
  ban: (scenario) => changeOther(scenario, 'PATCH', { banned: true }),
  'set-role': (scenario) => changeOther(scenario, 'PATCH', { role: 'moderator' }),
  'view-reports': async ({ channel, who, theirs }) => {
    const seen = await isAllowed(who.requests('GET', `/channels/${channel}/reports`));
    const settled = await isAllowed(who.requests('DELETE', `/channels/${channel}/reports/${theirs}`));
    assert.equal(seen, settled, 'viewing and settling have the same rule');
    return seen;
  },
  'view-audit': ({ channel, who }) => isAllowed(who.requests('GET', `/channels/${channel}/audit`)),
};

async function isAllowed(asked: Promise<{ status: number; body?: unknown }>): Promise<boolean> {
  const { status, body } = await asked;
  assert.ok([200, 201, 403, 404].includes(status), `${status} ${JSON.stringify(body)}`);
  return status < 300;
}

function changeOther({ channel, who, other }: Scenario, method: string, body?: object): Promise<boolean> {
  return isAllowed(who.requests(method, `/channels/${channel}/members/${other.userId}`, body));
}

for (const kind of KINDS)
  for (const effectiveRole of ROLES)
    test(`in a ${kind} channel the role ${effectiveRole} can do exactly what the table allows`, async () => {
      const people = await createUsers(laptop, kind, effectiveRole);
      let set: Scenario | undefined;
      for (const action of IN_ORDER) {
        const allowed = isPermitted({ kind, archived: false, effectiveRole }, action);
        // A member may join again, without effect.
        if (action === 'join' && !['non-member', 'banned'].includes(effectiveRole)) continue;
        set ??= await createScenario(laptop, kind, effectiveRole, people);
        assert.equal(await ROLE_ACTIONS[action](set), allowed, action);
        if (allowed && !CUMULATIVE.has(action)) set = undefined;
      }
    });

test('no guest becomes an owner or a moderator, no owner is muted, and no muted member becomes an owner', async () => {
  const { host, who: guest, other } = await createUsers(laptop, 'public', 'guest');
  const { channel } = await createScenario(laptop, 'public', 'guest', { host, who: guest, other });
  const changes = async (by: TestUser, whom: TestUser, change: object) => {
    const { status, body } = await by.requests<{ code?: string }>(
      'PATCH',
      `/channels/${channel}/members/${whom.userId}`,
      change,
    );
    return [status, body.code];
  };
  for (const role of ['owner', 'moderator'])
    assert.deepEqual(await changes(host, guest, { role }), [403, 'guest'], role);
  assert.deepEqual(await changes(host, host, { mutedMinutes: 5 }), [400, 'bad-request']);
  assert.deepEqual(await changes(host, other, { mutedMinutes: 5 }), [200, undefined]);
  assert.deepEqual(await changes(host, other, { role: 'owner' }), [409, 'muted']);
  assert.deepEqual(await changes(host, other, { mutedMinutes: 0 }), [200, undefined]);
  assert.deepEqual(await changes(host, other, { role: 'owner' }), [200, undefined]);
  for (const [by, whom] of [
    [host, other],
    [other, host],
  ] as const)
    assert.deepEqual(await changes(by, whom, { mutedMinutes: 5 }), [403, 'not-allowed']);
  assert.deepEqual(await changes(host, host, { role: 'member' }), [200, undefined]);
});

async function archivedScenario(people: ScenarioUsers): Promise<Scenario> {
  const set = await createScenario(laptop, 'private', 'owner', people);
  assert.equal((await set.host.requests('PATCH', `/channels/${set.channel}`, { archived: true })).status, 200);
  return set;
}

test('in an archived channel the owner can do exactly what the table allows', async () => {
  const people = await createUsers(laptop, 'private', 'owner');
  let set: Scenario | undefined;
  for (const action of ACTIONS.filter((one) => one !== 'join' && one !== 'archive')) {
    set ??= await archivedScenario(people);
    const allowed = isPermitted({ kind: 'private', archived: true, effectiveRole: 'owner' }, action);
    assert.equal(await ROLE_ACTIONS[action](set), allowed, action);
    if (allowed && !REPEATABLE.has(action)) set = undefined;
  }
});

test('in a direct conversation the participants can do exactly what the table allows, and other users nothing', async () => {
  const { host, who, other } = await createUsers(laptop, 'direct', 'member');
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
        await ROLE_ACTIONS[action](set),
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
      `| \`${action}\` | ${ROLES.map((one) => (PERMISSIONS[action].includes(one) ? 'yes' : '')).join(' | ')} |`,
  );
  assert.deepEqual(
    rows.map((row) => row.replaceAll(/ +/g, ' ')),
    should.map((row) => row.replaceAll(/ +/g, ' ')),
  );
});
