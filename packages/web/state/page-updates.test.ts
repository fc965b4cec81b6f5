// The page offers a new version of itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { CHECK_EVERY_MS, PageUpdates } from './page-updates.ts';

function updates(pages: (string | Error)[]) {
  let now = 0;
  const requests: number[] = [];
  const checked = new PageUpdates({
    available: signal(false),
    script: 'main-AAAAAAAA.js',
    clock: { now: () => now },
    fetchPage: async () => {
      requests.push(now);
      const page = pages.shift() ?? new Error('offline');
      if (page instanceof Error) throw page;
      return page;
    },
  });
  return { checked, requests, passes: (ms: number) => (now += ms) };
}

const page = (script: string) => `<script type="module" src="${script}"></script>`;

test('a page that names another script is a new version', async () => {
  const { checked } = updates([page('main-AAAAAAAA.js'), page('main-BBBBBBBB.js')]);
  await checked.check();
  assert.equal(checked.available.value, false);
  await checked.check();
  assert.equal(checked.available.value, true);
});

test('neither a lost network nor the sign-in page of a network is a new version', async () => {
  const { checked } = updates([new Error('offline'), '<title>Welcome to our Wi-Fi</title>']);
  await checked.check();
  await checked.check();
  assert.equal(checked.available.value, false);
});

test('a page that becomes visible looks for a new version once in half an hour', async () => {
  const { checked, requests, passes } = updates([]);
  await checked.checkNowAndThen();
  passes(CHECK_EVERY_MS - 1);
  await checked.checkNowAndThen();
  assert.deepEqual(requests, []);
  passes(1);
  await checked.checkNowAndThen();
  await checked.checkNowAndThen();
  assert.deepEqual(requests, [CHECK_EVERY_MS]);
});
