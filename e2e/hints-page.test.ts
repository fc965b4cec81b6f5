// Live updates of a user in 200 channels, of which the page subscribes to few: mentions, mutes, removals, conversations and reports.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Channel } from '@parley/chat';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { addChannels } from '../harness/dynamodb-tables.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const [ann, bob, dave] = await signInUsers(parley, 'ann', 'bob', 'dave');
for (const user of [ann, bob, dave]) await user.sees('general');

/** With the three default channels, as many as a user can be a member of. */
const channels = Array.from({ length: 197 }, (_, index) => `team-${index + 1}`);
await addChannels(parley, channels, { ann, bob, dave });
await ann.says('team-150', 'read before');
await dave.saw('team-150', 1);
const desktop = await BrowserWindow.signedIn(browser, parley, 'dave');
const phone = await BrowserWindow.signedIn(browser, parley, 'dave', { width: 390, height: 844 });
after(async () => {
  for (const window of [desktop, phone]) await window[Symbol.asyncDispose]();
});

const member = (channel: string) => `/channels/${channel}/members/${dave.userId}`;
const link = (name: RegExp) => desktop.page.getByRole('link', { name });

test('a mention in the 150th channel is shown on each device of the user, and opening it shows where to read on', async () => {
  const sentAt = performance.now();
  await ann.says('team-150', 'hello @dave');
  await link(/^#?\s*team-150\b.*1 mention/).waitFor();
  const ms = Math.round(performance.now() - sentAt);
  console.log(`The mention was shown ${ms} ms after it was sent.`);
  await phone.page.getByRole('button', { name: /^Channels/ }).click();
  await phone.page.getByRole('link', { name: /^#?\s*team-150\b.*1 mention/ }).waitFor();
  assert.deepEqual(await accessibilityViolations(desktop.page), []);
  await phone.page.keyboard.press('Escape');
  await link(/team-150\b/).click();
  await desktop.sees('hello @dave');
  await desktop.page.getByRole('log').getByText('New', { exact: true }).waitFor();
});

test('a mute closes the composer of an open channel at once, and its end opens it', async () => {
  await link(/team-160\b/).click();
  await desktop.composer.waitFor();
  await ann.requests('PATCH', member('team-160'), { mutedMinutes: 60 });
  await desktop.page.getByText(/^You’re muted/).waitFor();
  assert.deepEqual(await accessibilityViolations(desktop.page), []);
  await ann.requests('PATCH', member('team-160'), { mutedMinutes: 0 });
  await desktop.composer.waitFor();
});

test('a user who is removed from the 170th channel is told at once', async () => {
  await ann.requests('DELETE', member('team-170'));
  await desktop.page.getByText('You were removed from “team-170”').waitFor();
  await link(/team-170\b/).waitFor({ state: 'detached' });
});

test('a direct conversation that another user has started appears at once, with its message', async () => {
  const { body } = await bob.requests<Channel>('POST', '/channels', { kind: 'direct', userIds: [dave.userId] });
  await bob.says(body.name, 'psst');
  await link(/^bob\b.*1 unread/).waitFor();
});

test('a moderator of the 180th channel sees a new report at once', async () => {
  await ann.requests('PATCH', member('team-180'), { role: 'moderator' });
  await ann.says('team-180', 'rude');
  await link(/team-180\b/).click();
  await desktop.sees('rude');
  await desktop.page.getByRole('button', { name: 'Channel details', exact: true }).waitFor();
  await bob.requests('POST', '/channels/team-180/reports', { seq: 2, reason: 'rude' });
  await desktop.page.getByRole('button', { name: /Channel details, 1 report/ }).waitFor();
  assert.deepEqual(desktop.errors, []);
});
