// Followers of threads: every interleaving of a choice of a user with the function that tells the followers of a reply.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Message, newId } from '@parley/chat';
import { sampled } from '../harness/exhaustive.ts';
import { readRows } from '../packages/cloud/db/chat-table.ts';
import { followedKey, parseFollowers, threadKey } from '../packages/cloud/db/thread-rows.ts';
import { DeleteCommand } from '../packages/cloud/dynamodb/commands.ts';
import { ThreadFollowers } from '../packages/cloud/notifications/thread-followers.ts';
import { type FunctionAction, type FunctionScenario, withFunctions } from './backend/function-scenario.ts';

const ANN = { userId: 'sub-ann', requestedName: 'ann', groups: [] };
const BOB = { userId: 'sub-bob', requestedName: 'bob', groups: [] };
const CHANNEL = 'general';
const THREAD = { channel: CHANNEL, root: 1 };

/** More calls than either action makes. */
const CALLS_MAX = 7;

/** Ann's message, and Bob's reply to it, which makes both follow the thread. Returns the reply. */
async function begin({ newServices, settle }: FunctionScenario): Promise<Message> {
  const { posts } = newServices();
  const root = { id: newId(), kind: 'message' as const, message: 'root' };
  await settle(posts.create(CHANNEL, { newEntry: root, after: 0 }, ANN));
  const reply = { id: newId(), kind: 'message' as const, message: 'reply', thread: 1 };
  const { entry } = await settle(posts.create(CHANNEL, { newEntry: reply, after: 0 }, BOB));
  return entry as Message;
}

/** Ann is among the followers exactly if the thread is in her list. */
async function isFollower({ newServices, settle }: FunctionScenario): Promise<boolean> {
  const keys = [threadKey(CHANNEL, 1), followedKey(ANN.userId, CHANNEL, 1)];
  const rows = await settle(readRows(newServices().rows, keys));
  const followers = parseFollowers(rows.find(({ sk }) => sk === keys[0]?.sk));
  const isListed = rows.some(({ sk }) => sk === keys[1]?.sk);
  assert.equal(isListed, followers.has(ANN.userId), 'the thread is in the list of its followers');
  return isListed;
}

const tells =
  (reply: Message): FunctionAction =>
  ({ rows }) =>
    new ThreadFollowers(rows).followersOf(reply);

test('a user who ends to follow a thread while its followers are told of a reply does not have it in the list', async () => {
  for (let before = 0; before <= CALLS_MAX; before += 1)
    for (let between = 0; between <= CALLS_MAX; between += sampled(7, 1))
      await withFunctions(async (scenario) => {
        const reply = await begin(scenario);
        const ends: FunctionAction = ({ threads }) => threads.follow(ANN, THREAD, false);
        await scenario.interleave([tells(reply), ends], [before, between]);
        assert.equal(await isFollower(scenario), false);
      });
});

test('a follower whose row has expired has the thread in the list again with the next reply', () =>
  withFunctions(async (scenario) => {
    const reply = await begin(scenario);
    const { newServices, settle } = scenario;
    const { rows } = newServices();
    const Key = followedKey(ANN.userId, CHANNEL, 1);
    await settle(rows.dynamodb.send(new DeleteCommand({ TableName: rows.chatTable, Key })));
    await settle(new ThreadFollowers(rows).followersOf(reply));
    assert.equal(await isFollower(scenario), true);
  }));
