// Signed links: each is requested once, a few at a time, and again when it has expired or did not work.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, settled } from '../../testing/fakes.ts';
import { FileLinks } from './file-links.ts';

const LIFETIME_MS = 5 * 60_000;

function opened() {
  const clock = new ManualClock();
  const requests: string[] = [];
  const held: (() => void)[] = [];
  let failing = false;
  const links = new FileLinks({
    clock,
    request: async (channel, fileId, variant) => {
      requests.push(`${channel}/${fileId} ${variant}`);
      await new Promise<void>((resume) => held.push(resume));
      if (failing) throw new Error('Not now.');
      const expiresAt = new Date(clock.now() + LIFETIME_MS).toISOString();
      return { url: `${fileId}?${requests.length}`, expiresAt };
    },
  });
  const fails = () => {
    failing = true;
  };
  const answers = async () => {
    for (const release of held.splice(0)) release();
    await settled();
  };
  return { clock, links, requests, answers, fails };
}

test('a link is requested once, and again shortly before it expires', async () => {
  const { clock, links, requests, answers } = opened();
  const both = [
    links.link('general', { fileId: 'a' }, 'thumbnail'),
    links.link('general', { fileId: 'a' }, 'thumbnail'),
  ];
  await answers();
  assert.deepEqual(await Promise.all(both), ['a?1', 'a?1']);
  await clock.advance(LIFETIME_MS / 2);
  assert.equal(await links.link('general', { fileId: 'a' }, 'thumbnail'), 'a?1');
  void links.link('general', { fileId: 'a' }, 'original');
  await clock.advance(LIFETIME_MS / 2 - 5_000);
  void links.link('general', { fileId: 'a' }, 'thumbnail');
  assert.deepEqual(requests, ['general/a thumbnail', 'general/a original', 'general/a thumbnail']);
});

test('four links are requested at one time', async () => {
  const { links, requests, answers } = opened();
  const all = Promise.all([...'abcdef'].map((fileId) => links.link('general', { fileId }, 'thumbnail')));
  await settled();
  assert.equal(requests.length, 4);
  await answers();
  assert.equal(requests.length, 6);
  await answers();
  assert.equal((await all).length, 6);
});

test('a link that fails, or does not work, is requested again', async () => {
  const { links, requests, answers, fails } = opened();
  const first = links.link('general', { fileId: 'a' }, 'original');
  await answers();
  await first;
  links.drop('general', { fileId: 'a' }, 'original');
  fails();
  const second = assert.rejects(links.link('general', { fileId: 'a' }, 'original'), /Not now/);
  await settled();
  await answers();
  await second;
  void links.link('general', { fileId: 'a' }, 'original');
  await settled();
  assert.equal(requests.length, 3);
});

test('an image of an own upload is kept for its message, and the oldest of many are released', () => {
  const { links } = opened();
  const url = links.keepLocal('0', new Blob(['x']));
  assert.equal(links.local('0'), url);
  assert.equal(links.keepLocal('0', new Blob(['y'])), url);
  for (let index = 1; index <= 30; index++) links.keepLocal(`${index}`, new Blob(['x']));
  assert.deepEqual([links.local('0'), links.local('30') === undefined], [undefined, false]);
  links.close();
  assert.equal(links.local('30'), undefined);
});
