// What a post costs in calls of the tables, and that what warm functions save does not weaken a rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import type { AuthenticatedUser } from '../../packages/cloud/authenticated-user.ts';
import { type FunctionScenario, withFunctions } from './function-scenario.ts';

// Ann owns the default channels.
const ANN: AuthenticatedUser = { userId: 'sub-ann', username: 'ann', requestedName: 'ann', groups: ['owners'] };
const EVE: AuthenticatedUser = { userId: 'sub-eve', username: 'eve', requestedName: 'eve', groups: [] };

/** The default limit of the functions, and the entries of a channel and minute that need no call. */
const LIMIT = 300;
const UNCOUNTED = 20;
const FUNCTIONS = 4;

const says = (message = 'hi') => ({ newEntry: { id: newId(), kind: 'message' as const, message }, after: 0 });

/** Functions whose calls are recorded; posts return 201 or the code of the error. */
function recorded({ newServices, settle }: FunctionScenario, count: number, messagesPerMinute = LIMIT) {
  const calls: string[] = [];
  const record = async (operation: string) => void calls.push(operation);
  const functions = Array.from({ length: count }, () => newServices(record, { messagesPerMinute }));
  const post = async (index: number, channel: string, user: AuthenticatedUser, entry = says()) => {
    const posts = functions[index % count]?.posts ?? assert.fail();
    const done = posts.create(channel, entry, user).then(
      ({ created }) => (created ? '201' : '200'),
      ({ code }: { code: string }) => code,
    );
    return settle(done);
  };
  const first = functions[0] ?? assert.fail();
  return { calls, functions, post, first };
}

test('a message of a warm function is one put: no read, no transaction', () =>
  withFunctions(async (scenario) => {
    const { calls, post } = recorded(scenario, 1);
    // A user's first post enrols the user.
    for (const user of [ANN, EVE, ANN, EVE]) await post(0, 'general', user);
    calls.length = 0;
    for (const user of [EVE, ANN, EVE]) assert.equal(await post(0, 'general', user), '201');
    assert.deepEqual(calls, ['PutItem', 'PutItem', 'PutItem']);
  }));

test('a retry is recognized by a warm function without a write, and by a new one', () =>
  withFunctions(async (scenario) => {
    const { calls, post } = recorded(scenario, 2);
    const entry = says();
    assert.equal(await post(0, 'general', EVE, entry), '201');
    calls.length = 0;
    for (const index of [0, 1]) assert.equal(await post(index, 'general', EVE, entry), '200');
    assert.ok(calls.every((operation) => !operation.includes('Put') && !operation.includes('Write')));
  }));

test('of a flood through several functions exactly the limit is stored, however its messages are distributed', () =>
  withFunctions(async (scenario) => {
    const { post, first } = recorded(scenario, FUNCTIONS);
    const results: string[] = [];
    // Each function serves one request after the other.
    const flood = Array.from({ length: FUNCTIONS }, async (_, index) => {
      while (results.length < 2 * LIMIT) results.push(await post(index, index % 2 ? 'general' : 'random', EVE));
    });
    await Promise.all(flood);
    assert.equal(results.filter((one) => one === '201').length, LIMIT);
    assert.deepEqual([...new Set(results)].sort(), ['201', 'rate-limited']);
    const heads = await scenario.settle(Promise.all(['general', 'random'].map((name) => first.log.head(name))));
    assert.equal(
      heads.reduce((sum, { seq }) => sum + seq, 0),
      LIMIT,
    );
    // The next minute begins with a new count.
    await scenario.advance(60_000);
    assert.equal(await post(0, 'general', EVE), '201');
  }));

test('the first messages of a minute need the put, and one look for listeners of the channel; at a high limit the next ones need few', () =>
  withFunctions(async (scenario) => {
    const { calls, post } = recorded(scenario, 1, 100_000);
    await post(0, 'general', EVE);
    await post(0, 'general', EVE);
    await scenario.advance(60_000);
    calls.length = 0;
    for (let turn = 0; turn < UNCOUNTED; turn += 1) await post(0, 'general', EVE);
    assert.deepEqual(calls, ['GetItem', ...Array(UNCOUNTED).fill('PutItem')]);
    for (let turn = 0; turn < 100; turn += 1) await post(0, 'general', EVE);
    const leases = calls.filter((operation) => operation === 'UpdateItem').length;
    assert.ok(leases > 0 && leases < 10, `${leases} leases`);
    assert.equal(calls.length, 1 + UNCOUNTED + 100 + leases);
  }));

test('beyond the limit there are only the uncounted messages of other channels', () =>
  withFunctions(async (scenario) => {
    const { post } = recorded(scenario, 2);
    for (let turn = 0; turn < LIMIT; turn += 1) assert.equal(await post(0, 'general', EVE), '201');
    assert.equal(await post(0, 'general', EVE), 'rate-limited');
    const others: string[] = [];
    for (let turn = 0; turn < 2 * UNCOUNTED; turn += 1) others.push(await post(1, 'random', EVE));
    assert.equal(others.filter((one) => one === '201').length, UNCOUNTED);
  }));

test('what a warm function remembers of a user does not outlive a mute, a ban, leaving or an archive', () =>
  withFunctions(async (scenario) => {
    const { functions, post, first } = recorded(scenario, 2);
    const { settle } = scenario;
    const moderator = functions[1] ?? assert.fail();
    const { name } = await settle(first.channels.create({ kind: 'public', name: 'board', topic: '' }, ANN));
    await settle(first.joinLeave.join(name, EVE));
    const endings: Record<string, [() => Promise<unknown>, () => Promise<unknown>]> = {
      muted: [
        () => moderator.moderation.changeMember(name, EVE.userId, { mutedMinutes: 5 }, ANN),
        () => moderator.moderation.changeMember(name, EVE.userId, { mutedMinutes: 0 }, ANN),
      ],
      archived: [
        () => moderator.moderation.changeChannel(name, { archived: true }, ANN),
        () => moderator.moderation.changeChannel(name, { archived: false }, ANN),
      ],
      'not-a-member': [() => moderator.joinLeave.leave(name, EVE), () => first.joinLeave.join(name, EVE)],
    };
    for (const [code, [begin, end]] of Object.entries(endings)) {
      for (let turn = 0; turn < 3; turn += 1) assert.equal(await post(0, name, EVE), '201');
      await settle(begin());
      assert.equal(await post(0, name, EVE), code);
      await settle(end());
    }
    assert.equal(await post(0, name, EVE), '201');
    await settle(moderator.moderation.changeMember(name, EVE.userId, { banned: true }, ANN));
    assert.equal(await post(0, name, EVE), 'not-a-member');
  }));
