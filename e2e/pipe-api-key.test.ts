// The API key of the pipe: deleted, expired, rejected repeatedly and renewed. The API key rotation restores it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Laptop, respondWith } from '../harness/laptop.ts';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const MINUTE = 60_000;
const DAY_S = 24 * 3600;

/** The schedule of the API key rotation. */
const ROTATION_INTERVAL = 15 * MINUTE;

/** The laptop of all tests but one, each of which leaves a connection with a valid key. */
const { laptop: shared } = await openLaptopSuite([]);

async function openScenario(laptop = shared) {
  // The repair puts a connection back a minute after the test before did, no sooner; invocations that failed are repeated until then.
  await laptop.advance(4 * MINUTE);
  laptop.rotations.length = 0;
  laptop.deliveryResponses.length = 0;
  const ann = await TestUser.signsIn(laptop, 'ann');
  const { head } = (await ann.reads('general')).body;
  const subscription = await ann.subscribes('general');
  const { keys } = laptop;
  assert.ok(keys);
  let said = 0;
  const says = async () => {
    said += 1;
    // A token is valid for an hour, and some of these tests take longer.
    const author = await TestUser.signsIn(laptop, 'ann');
    assert.equal((await author.says('general', `message ${said}`)).status, 201);
  };
  /** Asserts that all messages were delivered, once and in order. */
  const assertAllDelivered = async () => {
    const entries = await subscription.receives(said);
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      Array.from({ length: said }, (_, index) => head + index + 1),
    );
    assert.equal(laptop.deadLetters, 0);
  };
  const rotate = async (action: RegExp) => {
    const before = laptop.rotations.length;
    await laptop.advanceUntil('the key rotation has run', () => laptop.rotations.length > before, ROTATION_INTERVAL);
    assert.match(laptop.rotations.at(-1) ?? '', action);
  };
  const hasSetKey = () => laptop.rotations.some((rotation) => /set/.test(rotation));
  const inSeconds = () => Math.floor(laptop.clock.now() / 1_000);
  const dispose = () => {
    subscription[Symbol.dispose]();
    assert.doesNotMatch(laptop.output.join('\n') + laptop.log, /da2-[a-z2-7]{26}/, 'no key is in output or logs');
  };
  return { laptop, head, keys, says, assertAllDelivered, rotate, hasSetKey, inSeconds, [Symbol.dispose]: dispose };
}

test('33: a deleted API key is replaced by a new one, and waiting messages are delivered', async () => {
  using scene = await openScenario();
  const { laptop, keys, says, assertAllDelivered } = scene;
  await says();
  await assertAllDelivered();
  const [old] = keys.all;
  await keys.delete(old?.id ?? '');
  await says();
  await says();
  // A failed invocation of the rotation is repeated after a minute.
  await laptop.advanceUntil('the connection is re-authorized', scene.hasSetKey);
  assert.equal(laptop.connection.state, 'AUTHORIZED');
  const statuses = laptop.deliveryResponses.map(({ status }) => status);
  assert.deepEqual(statuses.slice(0, 2), [200, 401]);
  assert.equal(statuses.filter((status) => status === 401).length, 1);
  await says();
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  await assertAllDelivered();
  const [made, ...others] = keys.all;
  assert.deepEqual(others, []);
  assert.ok(made && made.expires > scene.inSeconds() + 364 * DAY_S, 'the new key is valid for a year');
  assert.notEqual(made.id, old?.id);
});

test('a restart with the same template neither removes the new API key nor restores the deleted one', async () => {
  using scene = await openScenario();
  const { laptop, keys } = scene;
  await keys.delete(keys.all[0]?.id ?? '');
  await scene.says();
  await laptop.until('the connection is re-authorized', scene.hasSetKey);
  const after = keys.all;
  await laptop.stop();
  await laptop.start();
  assert.deepEqual(laptop.keys?.all, after);
  const ann = await TestUser.signsIn(laptop, 'ann');
  using subscription = await ann.subscribes('general');
  await ann.says('general', 'still here');
  await laptop.advanceUntil('it is delivered', () => laptop.pipe.waiting === 0);
  assert.equal((await subscription.receives(1)).at(-1)?.seq, scene.head + 2);
});

test('33: an API key that expired while the laptop was suspended is replaced at the first message', async () => {
  using scene = await openScenario();
  const { laptop, keys } = scene;
  await scene.says();
  await scene.assertAllDelivered();
  const [old] = keys.all;
  await keys.update(old?.id ?? '', { expires: scene.inSeconds() + DAY_S + 3600 });
  await laptop.stop();
  laptop.clock.advance(2 * DAY_S * 1_000);
  await laptop.start();
  const ann = await TestUser.signsIn(laptop, 'ann');
  using subscription = await ann.subscribes('general');
  await ann.says('general', 'good morning');
  await laptop.until('the connection is re-authorized', scene.hasSetKey);
  await laptop.advanceUntil('it is delivered', () => laptop.pipe.waiting === 0);
  assert.equal((await subscription.receives(1))[0]?.seq, scene.head + 2);
  assert.equal(laptop.deadLetters, 0);
});

test('33: a connection with a wrong API key gets the right one again', async () => {
  using scene = await openScenario();
  const { laptop, keys } = scene;
  const before = keys.all;
  await laptop.requests('events', 'AWSEvents.UpdateConnection', {
    Name: laptop.connection.name,
    AuthorizationType: 'API_KEY',
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'da2-wrong' } },
  });
  laptop.clock.advance(MINUTE);
  await scene.says();
  await laptop.until('the connection is re-authorized', scene.hasSetKey);
  await laptop.advanceUntil('it is delivered', () => laptop.pipe.waiting === 0);
  await scene.assertAllDelivered();
  assert.deepEqual(keys.all, before, 'no key was created');
});

test('33: a target that rejects every API key is called once a minute at most, and nothing is lost', async () => {
  using scene = await openScenario();
  const { laptop } = scene;
  const postponed = () => laptop.log.match(/de-authorized \d+ s after its last authorization/g)?.length ?? 0;
  const postponedBefore = postponed();
  laptop.intercept = async () => respondWith(401);
  await scene.says();
  await scene.says();
  await laptop.advance(10 * MINUTE);
  const refused = laptop.deliveryResponses.filter(({ status }) => status === 401).length;
  assert.ok(refused >= 3 && refused <= 11, `${refused} calls in ten minutes`);
  assert.ok(postponed() > postponedBefore, 'the log says why the connection is not re-authorized at once');
  laptop.intercept = undefined;
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0, 9 * MINUTE);
  await scene.assertAllDelivered();
});

test('33: an API key that is about to expire is renewed under traffic without a lost or late message', async () => {
  // The rotation begins with the template's key.
  await using own = await Laptop.open();
  using scene = await openScenario(own);
  const { laptop, keys, says, rotate } = scene;
  const [ofTemplate] = keys.all;
  await rotate(/none/);
  await says();
  await keys.update(ofTemplate?.id ?? '', { expires: scene.inSeconds() + 20 * DAY_S });
  await rotate(/create/);
  await says();
  const first = keys.all.find(({ id }) => id !== ofTemplate?.id);
  await rotate(/set/);
  await says();
  await rotate(/none/);
  await says();
  assert.equal(keys.all.length, 2, "CloudFormation manages the template's own key");

  await keys.update(first?.id ?? '', { expires: scene.inSeconds() + 20 * DAY_S });
  await rotate(/create/);
  await rotate(/set/);
  await says();
  assert.ok(
    keys.all.some(({ id }) => id === first?.id),
    'the old key remains valid until the new one is in use',
  );
  await rotate(/none/);
  await says();
  assert.ok(
    keys.all.every(({ id }) => id !== first?.id),
    'and is then deleted',
  );
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  await scene.assertAllDelivered();
  assert.ok(
    laptop.deliveryResponses.every(({ status }) => status === 200),
    'no request used an invalid key',
  );
});
