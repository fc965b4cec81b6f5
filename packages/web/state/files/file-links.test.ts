// Signed links: those that are wanted together are requested at once, and again when they have expired or did not work.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, settled } from '../../testing/fakes.ts';
import { FileLinks } from './file-links.ts';

const LIFETIME_MS = 5 * 60_000;
/** Longer than links are collected. */
const MOMENT = 20;

function opened() {
  const clock = new ManualClock();
  const requests: string[] = [];
  const missing = new Set<string>();
  let failing = false;
  const links = new FileLinks({
    clock,
    request: async (channel, files) => {
      requests.push(`${channel}: ${files.map(({ fileId, variant }) => `${fileId} ${variant}`).join(', ')}`);
      const number = requests.length;
      await settled();
      if (failing) throw new Error('Not now.');
      const expiresAt = new Date(clock.now() + LIFETIME_MS).toISOString();
      const urls = files.map(({ fileId }) => (missing.has(fileId) ? undefined : `${fileId}?${number}`));
      return { urls, expiresAt };
    },
  });
  const fails = (value: boolean) => {
    failing = value;
  };
  const want = (fileId: string, variant: 'thumbnail' | 'original' = 'thumbnail', channel = 'general') =>
    links.link(channel, { fileId }, variant);
  return { clock, links, requests, missing, fails, want };
}

test('links that are wanted together are one request for each channel, and one for each link', async () => {
  const { clock, requests, want } = opened();
  const wanted = Promise.all([want('a'), want('b', 'original'), want('a'), want('c', 'original', 'other')]);
  await clock.advance(MOMENT);
  assert.deepEqual(await wanted, ['a?1', 'b?1', 'a?1', 'c?2']);
  assert.deepEqual(requests, ['general: a thumbnail, b original', 'other: c original']);
});

test('more links than one request may have are several requests', async () => {
  const { clock, requests, want } = opened();
  const wanted = Promise.all(Array.from({ length: 51 }, (_, index) => want(`${index}`)));
  await clock.advance(MOMENT);
  assert.deepEqual([(await wanted).at(-1), requests.length, requests[1]], ['50?2', 2, 'general: 50 thumbnail']);
});

test('a link is used until shortly before it expires', async () => {
  const { clock, requests, want } = opened();
  const first = want('a');
  await clock.advance(MOMENT);
  assert.equal(await first, 'a?1');
  await clock.advance(LIFETIME_MS / 2);
  assert.equal(await want('a'), 'a?1');
  await clock.advance(LIFETIME_MS / 2 - 5_000);
  const second = want('a');
  await clock.advance(MOMENT);
  assert.deepEqual([await second, requests.length], ['a?2', 2]);
});

test('a file without a link fails alone, and is requested again like a link that did not work', async () => {
  const { clock, links, requests, missing, want } = opened();
  missing.add('gone');
  const [gone, there] = [want('gone'), want('there')];
  const refused = assert.rejects(gone);
  await clock.advance(MOMENT);
  await refused;
  assert.equal(await there, 'there?1');
  missing.clear();
  links.drop('general', { fileId: 'there' }, 'thumbnail');
  const again = Promise.all([want('gone'), want('there')]);
  await clock.advance(MOMENT);
  assert.deepEqual([await again, requests.length], [['gone?2', 'there?2'], 2]);
});

test('links whose request fails are requested again', async () => {
  const { clock, requests, fails, want } = opened();
  fails(true);
  const failed = Promise.all(['a', 'b'].map((fileId) => assert.rejects(want(fileId), /Not now/)));
  await clock.advance(MOMENT);
  await failed;
  fails(false);
  const again = want('a');
  await clock.advance(MOMENT);
  assert.deepEqual([await again, requests.length], ['a?2', 2]);
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
