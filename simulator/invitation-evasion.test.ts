// Users try to return by invitations from before they were removed, banned or left; and to use up the invitations of others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuthenticatedUser } from '../packages/cloud/authenticated-user.ts';
import type { Services } from './backend/function-routes.ts';
import { withFunctions } from './backend/function-scenario.ts';

const user = (username: string): AuthenticatedUser => ({
  userId: `sub-${username}`,
  username,
  requestedName: username,
  groups: [],
});
/** Ann owns the channel, Eve is taken out of it, and has a second account. */
const [ANN, BOB, EVE, EVE_2, FAY] = [user('ann'), user('bob'), user('eve'), user('eve-2'), user('fay')];
const CODE_OF_NOBODY = 'A'.repeat(22);

const codeOf = (error: { code?: string }) => error.code ?? String(error);

/** A private channel of Ann's with Bob and Eve, who have seen these codes: by whom, and how. */
async function createChannel({ channels, invitations, moderation, members }: Services) {
  for (const one of [ANN, BOB, EVE, EVE_2, FAY]) await members.identify(one);
  const { name } = await channels.create({ kind: 'private', title: 'Room', topic: '' }, ANN);
  const codeBy = async (who: AuthenticatedUser) => (await invitations.create(name, 720, who)).code;
  const byAnn = await codeBy(ANN);
  for (const one of [BOB, EVE]) await invitations.accept(byAnn, one);
  const byEve = await codeBy(EVE);
  const byBob = await codeBy(BOB);
  await moderation.changeMember(name, EVE.userId, { role: 'moderator' }, ANN);
  assert.equal((await invitations.list(name, EVE)).length, 3);
  const byEveAsModerator = await codeBy(EVE);
  await moderation.changeMember(name, EVE.userId, { role: 'member' }, ANN);
  assert.deepEqual(
    (await invitations.list(name, EVE)).map(({ by }) => by.username),
    ['eve', 'eve'],
  );
  await invitations.revoke(name, byAnn, EVE);
  return { name, codes: { byAnn, byBob, byEve, byEveAsModerator } };
}

for (const [way, takesOut] of Object.entries({
  removed: ({ moderation }: Services, name: string) => moderation.removeMember(name, EVE.userId, ANN),
  banned: ({ moderation }: Services, name: string) => moderation.changeMember(name, EVE.userId, { banned: true }, ANN),
  'banned after leaving': async ({ moderation, joinLeave }: Services, name: string) => {
    await joinLeave.leave(name, EVE);
    await moderation.changeMember(name, EVE.userId, { banned: true }, ANN);
  },
}))
  test(`a user who was ${way} returns by no invitation of before, nor does their second account`, () =>
    withFunctions(async ({ newServices, settle }) => {
      const services = newServices();
      const { invitations } = services;
      const { name, codes } = await settle(createChannel(services));
      await settle(takesOut(services, name));
      for (const [label, code] of Object.entries({ ...codes, CODE_OF_NOBODY }))
        for (const who of [EVE, EVE_2]) {
          const seen = await settle(invitations.preview(code, who).then(() => 'shown', codeOf));
          assert.deepEqual(
            [seen, await settle(invitations.accept(code, who).catch(codeOf))],
            ['no-invitation', 'no-invitation'],
            `${label}, ${who.username}`,
          );
        }
      assert.deepEqual(await settle(invitations.list(name, ANN)), []);
      const { code } = await settle(invitations.create(name, 1, ANN));
      assert.equal(await settle(invitations.accept(code, FAY)), name);
    }));

test('a user who left returns only by a later invitation, and their own are revoked for everybody', () =>
  withFunctions(async ({ newServices, settle }) => {
    const services = newServices();
    const { invitations, joinLeave } = services;
    const { name, codes } = await settle(createChannel(services));
    await settle(joinLeave.leave(name, EVE));
    for (const code of Object.values(codes))
      assert.equal(await settle(invitations.accept(code, EVE).catch(codeOf)), 'no-invitation');
    for (const code of [codes.byEve, codes.byEveAsModerator])
      assert.equal(await settle(invitations.accept(code, FAY).catch(codeOf)), 'no-invitation');
    assert.equal(await settle(invitations.accept(codes.byBob, FAY)), name);
    const { code } = await settle(invitations.create(name, 1, BOB));
    assert.equal(await settle(invitations.accept(code, EVE)), name);
  }));

test('an invitation that a member creates while being removed or leaving admits nobody', () =>
  withFunctions(async ({ newServices, settle, interleave }) => {
    const services = newServices();
    for (const takesOut of [
      (name: string, { moderation }: Services) => moderation.removeMember(name, EVE.userId, ANN),
      (name: string, { joinLeave }: Services) => joinLeave.leave(name, EVE),
    ])
      for (let before = 0; before < 5; before += 1) {
        const { name } = await settle(createChannel(services));
        let code = CODE_OF_NOBODY;
        await interleave(
          [
            async ({ invitations }) => {
              code = (await invitations.create(name, 1, EVE)).code;
            },
            (one) => takesOut(name, one),
          ],
          [before, 100],
        );
        assert.equal(await settle(services.invitations.accept(code, EVE_2).catch(codeOf)), 'no-invitation');
      }
  }));

test('one member has ten open invitations, also of eighty at once; members together leave the owner theirs', () =>
  withFunctions(async ({ newServices, settle }) => {
    const services = newServices();
    const { invitations, members } = services;
    const { name, codes } = await settle(createChannel(services));
    for (const code of Object.values(codes)) await settle(invitations.revoke(name, code, ANN));
    const create = (who: AuthenticatedUser) => invitations.create(name, 1, who).then(() => 'created', codeOf);
    const createMany = async (who: AuthenticatedUser, count: number) => {
      const results = await settle(Promise.all(Array.from({ length: count }, () => create(who))));
      return results.filter((one) => one === 'created').length;
    };
    assert.ok((await createMany(EVE, 80)) <= 10);
    while ((await settle(create(EVE))) === 'created');
    assert.equal((await settle(invitations.list(name, EVE))).length, 10);
    assert.equal(await settle(create(EVE)), 'too-many-invitations');
    const { code } = await settle(invitations.create(name, 1, ANN));
    for (const more of ['gil', 'hal', 'ida', 'joe'].map(user)) {
      await settle(members.identify(more));
      await settle(invitations.accept(code, more));
      while ((await settle(create(more))) === 'created');
    }
    assert.equal((await settle(invitations.list(name, ANN))).length, 50);
    for (let count = 2; count <= 50; count += 1) assert.equal(await settle(create(ANN)), 'created');
    assert.equal(await settle(create(ANN)), 'too-many-invitations');
  }));
