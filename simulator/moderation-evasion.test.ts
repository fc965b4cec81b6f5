// Users try to evade a mute, a ban or slow mode: by leaving before or after it, by having never joined, by every way back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import type { AuthenticatedUser } from '../packages/cloud/authenticated-user.ts';
import type { Services } from './backend/function-routes.ts';
import { type FunctionScenario, withFunctions } from './backend/function-scenario.ts';

// Ann owns the default channels, too.
const ANN: AuthenticatedUser = { userId: 'sub-ann', username: 'ann', requestedName: 'ann', groups: ['owners'] };
const EVE: AuthenticatedUser = { userId: 'sub-eve', username: 'eve', requestedName: 'eve', groups: [] };

/** Where Eve is when she is restricted, and how she gets there. */
const DEPARTURES: Record<string, (scene: Scene) => Promise<unknown>> = {
  'is a member': async () => undefined,
  'has left': ({ leaves }) => leaves(),
  'was removed': ({ services, channel }) => services.moderation.removeMember(channel, EVE.userId, ANN),
  'was banned before': async ({ services, channel }) => {
    for (const banned of [true, false]) await services.moderation.changeMember(channel, EVE.userId, { banned }, ANN);
  },
};

/** How she returns. */
const RETURNS: Record<string, (scene: Scene) => Promise<unknown>> = {
  'stays as she is': async () => undefined,
  'leaves and joins': async (scene) => {
    await scene.leaves().catch(ignoreNonMember);
    await scene.joins();
  },
  'leaves and accepts an invitation': async (scene) => {
    await scene.leaves().catch(ignoreNonMember);
    await scene.accepts();
  },
  'is removed and invited again': async (scene) => {
    await scene.services.moderation.removeMember(scene.channel, EVE.userId, ANN).catch(ignoreNonMember);
    await scene.accepts();
  },
  'is banned, unbanned and invited': async (scene) => {
    for (const banned of [true, false])
      await scene.services.moderation.changeMember(scene.channel, EVE.userId, { banned }, ANN);
    await scene.accepts();
  },
};

type Scene = {
  services: Services;
  channel: string;
  leaves(): Promise<void>;
  joins(): Promise<unknown>;
  accepts(): Promise<unknown>;
  /** The error code of a message by Eve, or `stored`. */
  posts(): Promise<string>;
};

const codeOf = (error: { code?: string }) => error.code ?? String(error);
const ignoreNonMember = (error: { code?: string }) => {
  if (!['no-member', 'not-a-member', 'no-channel'].includes(error.code ?? '')) throw error;
};

function sceneOf(services: Services, channel: string): Scene {
  return {
    services,
    channel,
    leaves: () => services.joinLeave.leave(channel, EVE),
    joins: () => services.joinLeave.join(channel, EVE).catch(codeOf),
    async accepts() {
      const { code } = await services.invitations.create(channel, 1, ANN);
      const accepted = await services.invitations.accept(code, EVE).catch(codeOf);
      await services.invitations.revoke(channel, code, ANN);
      return accepted;
    },
    posts: () =>
      services.posts
        .create(channel, { newEntry: { id: newId(), kind: 'message', message: 'hi' }, after: 0 }, EVE)
        .then(() => 'stored', codeOf),
  };
}

async function createChannel({ channels }: Services, kind: 'public' | 'private', count: number): Promise<string> {
  const details = kind === 'public' ? { kind, name: `room-${count}`, topic: '' } : { kind, title: 'Room', topic: '' };
  return (await channels.create(details, ANN)).name;
}

/**
 * Runs every combination of a kind of channel, a departure and a return; Eve is restricted in between. A pause before each keeps Ann
 * below her changes of a minute.
 */
async function everyCombination(
  { newServices, settle, advance }: FunctionScenario,
  run: (scene: Scene, returns: () => Promise<unknown>, label: string) => Promise<void>,
  pauseMs = 60_000,
): Promise<void> {
  const services = newServices();
  for (const user of [ANN, EVE]) await settle(services.members.identify(user));
  let count = 0;
  for (const kind of ['default', 'public', 'private'] as const)
    for (const [departure, departs] of Object.entries(DEPARTURES))
      for (const [way, returns] of Object.entries(RETURNS)) {
        count += 1;
        const channel = kind === 'default' ? 'general' : await settle(createChannel(services, kind, count));
        const scene = sceneOf(services, channel);
        await advance(pauseMs);
        await settle(scene.accepts());
        await settle(departs(scene));
        await settle(run(scene, () => returns(scene), `${kind}: Eve ${departure}, then ${way}`));
      }
}

test('a mute is in force however its user returns, and ends when it is lifted', () =>
  withFunctions((functions) =>
    everyCombination(functions, async ({ services, channel, posts, accepts }, returns, label) => {
      const mute = (mutedMinutes: number) =>
        services.moderation.changeMember(channel, EVE.userId, { mutedMinutes }, ANN);
      await mute(60);
      await returns();
      assert.notEqual(await posts(), 'stored', label);
      await accepts();
      assert.equal(await posts(), 'muted', label);
      const shown = (await services.members.membershipsOf(EVE)).find((one) => one.channel === channel);
      assert.ok(shown?.mutedUntil, `${label}: the list shows the mute`);
      await mute(0);
      assert.equal(await posts(), 'stored', label);
    }),
  ));

test('a ban needs no membership, and no way leads back until it is lifted', () =>
  withFunctions((functions) =>
    everyCombination(functions, async ({ services, channel, posts, joins, accepts }, returns, label) => {
      if (label.includes('unbanned')) return;
      const ban = (banned: boolean) => services.moderation.changeMember(channel, EVE.userId, { banned }, ANN);
      await ban(true);
      await ban(true);
      await returns();
      await joins();
      assert.equal(await accepts(), 'no-invitation', label);
      assert.match(await posts(), /^(?:not-a-member|no-channel)$/, label);
      await ban(false);
      await accepts();
      assert.equal(await posts(), 'stored', label);
    }),
  ));

test('slow mode counts from the last message before its user left', () =>
  withFunctions((functions) => {
    const slowModeSeconds = 20;
    return everyCombination(
      functions,
      async ({ services, channel, posts, accepts }, returns, label) => {
        await services.moderation.changeChannel(channel, { slowModeSeconds }, ANN);
        await accepts();
        assert.equal(await posts(), 'stored', label);
        await returns();
        await accepts();
        assert.equal(await posts(), 'rate-limited', label);
      },
      slowModeSeconds * 1_000,
    );
  }));
