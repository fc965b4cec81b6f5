import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LinkPreview, PreviewOfLink } from '@parley/chat';
import { ManualClock } from '../../testing/fakes.ts';
import { AGAIN_MS, ATTEMPTS, KEPT_MS, LinkPreviews, TOGETHER_MS } from './link-previews.ts';

const PREVIEW: LinkPreview = { host: 'a.example', title: 'A' };

/** A server that answers with what is known of a link; an error is thrown. */
function start(known: Record<string, LinkPreview | null | Error> = {}) {
  const clock = new ManualClock();
  const asked: string[] = [];
  const ask = async (urls: readonly string[]): Promise<PreviewOfLink[]> => {
    asked.push(urls.join(' '));
    return urls.map((url) => {
      const preview = known[url];
      if (preview instanceof Error) throw preview;
      return { url, ...(preview !== undefined && { preview }) };
    });
  };
  return { clock, asked, known, previews: new LinkPreviews({ ask, clock }) };
}

test('links that come into view together are asked for together, each once', async () => {
  const { clock, asked, previews } = start({ a: PREVIEW, b: null });
  for (const url of ['a', 'b', 'a']) previews.want(url);
  assert.equal(previews.of('a').value, undefined);
  await clock.advance(TOGETHER_MS);
  assert.deepEqual(asked, ['a b']);
  assert.deepEqual([previews.of('a').value, previews.of('b').value], [PREVIEW, null]);
  previews.want('a');
  await clock.advance(TOGETHER_MS);
  assert.equal(asked.length, 1);
});

test('many links are asked for in several requests', async () => {
  const urls = Array.from({ length: 20 }, (_, index) => `${index}`);
  const { clock, asked, previews } = start(Object.fromEntries(urls.map((url) => [url, null])));
  for (const url of urls) previews.want(url);
  await clock.advance(TOGETHER_MS);
  assert.deepEqual(
    asked.map((one) => one.split(' ').length),
    [8, 8, 4],
  );
});

test('a link that the server is requesting for another reader is asked for again, some times', async () => {
  const { clock, asked, known, previews } = start();
  previews.want('a');
  await clock.advance(TOGETHER_MS);
  known['a'] = PREVIEW;
  await clock.advance(AGAIN_MS);
  await clock.advance(TOGETHER_MS);
  assert.deepEqual(previews.of('a').value, PREVIEW);

  previews.want('b');
  await clock.advance(TOGETHER_MS);
  for (let round = 0; round < 10; round += 1) {
    await clock.advance(AGAIN_MS);
    await clock.advance(TOGETHER_MS);
  }
  assert.equal(asked.filter((one) => one === 'b').length, ATTEMPTS);
  previews.want('b');
  await clock.advance(TOGETHER_MS);
  assert.equal(asked.filter((one) => one === 'b').length, ATTEMPTS + 1);
});

test('after an error it is asked for again, and a view that waits asks later', async () => {
  const { clock, asked, known, previews } = start({ a: new Error('offline') });
  previews.want('a', 2_000);
  await clock.advance(TOGETHER_MS);
  assert.deepEqual(asked, []);
  await clock.advance(2_000);
  await clock.advance(TOGETHER_MS);
  known['a'] = PREVIEW;
  await clock.advance(AGAIN_MS);
  await clock.advance(TOGETHER_MS);
  assert.deepEqual(previews.of('a').value, PREVIEW);
  assert.equal(asked.length, 2);
});

test('a preview is asked for again before the link of its image expires', async () => {
  const { clock, asked, previews } = start({ a: PREVIEW });
  previews.want('a');
  await clock.advance(TOGETHER_MS);
  await clock.advance(KEPT_MS);
  previews.want('a');
  await clock.advance(TOGETHER_MS);
  assert.equal(asked.length, 2);
});

test('after a stop nothing is asked for', async () => {
  const { clock, asked, previews } = start();
  previews.want('a');
  previews.want('b', 500);
  previews.stop();
  await clock.advance(1_000);
  previews.want('c');
  await clock.advance(1_000);
  assert.deepEqual(asked, []);
});
