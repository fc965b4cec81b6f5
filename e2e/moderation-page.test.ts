// Moderation on the page: reports, deletions, blocks and slow mode.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();

/** A channel of Ann for each test. */
const channels: string[] = [];
const host = await TestUser.signsIn(parley, 'ann');
while (channels.length < 4) channels.push(await host.createsChannel('bob', 'cat'));
const [ann, bob, cat] = await Promise.all([
  BrowserWindow.signedIn(browser, parley, 'ann'),
  BrowserWindow.signedIn(browser, parley, 'bob'),
  BrowserWindow.signedIn(browser, parley, 'cat'),
]);
const all = [ann, bob, cat];
afterEach(() => {
  for (const window of all) assert.deepEqual(window.errors, []);
});

const presses = (window: BrowserWindow, name: string) => window.page.getByRole('button', { name, exact: true }).click();

const shown = (window: BrowserWindow, text: string) => window.page.getByRole('log').getByText(text).count();

/** Opens the action menu of another user's message. */
async function openMenu(window: BrowserWindow, text: string, whose: string): Promise<void> {
  await window.message(text).hover();
  await window
    .message(text)
    .getByRole('button', { name: `More actions for ${whose}’s message` })
    .click();
}

/** Moves windows to a channel in which nothing has happened. */
async function moveToNewChannel(...windows: readonly BrowserWindow[]): Promise<string> {
  const channel = channels.pop() ?? '';
  await Promise.all(windows.map((window) => window.goesTo(channel)));
  return channel;
}

test("a message is reported; the channel's owner sees the reason and deletes the message", async () => {
  await moveToNewChannel(ann, bob, cat);
  await bob.says('buy my pills');
  await bob.says('and my potions');
  await cat.sees('and my potions');
  for (const [text, reason] of [
    ['buy my pills', 'It is spam'],
    ['and my potions', 'More of it'],
  ] as const) {
    await openMenu(cat, text, 'bob');
    await presses(cat, 'Report…');
    await cat.page.getByLabel('Why are you reporting this?').fill(reason);
    assert.deepEqual(await accessibilityViolations(cat.page), []);
    await presses(cat, 'Report');
    await cat.page.getByText('Thanks.').waitFor();
    await presses(cat, 'Close');
  }

  await ann.reloads();
  await presses(ann, 'Channel details, 2 reports');
  await ann.page.getByRole('heading', { name: 'Reports (2)' }).waitFor();
  await ann.page.getByText('cat: It is spam').waitFor();
  assert.deepEqual(await accessibilityViolations(ann.page), []);
  await ann.page.getByRole('button', { name: 'Delete message: bob' }).first().click();
  await ann.page.getByRole('heading', { name: 'Reports (1)' }).waitFor();
  await ann.page.getByRole('button', { name: 'Dismiss: bob' }).click();
  await ann.page.getByText('No open reports.').waitFor();
  await ann.page.getByRole('tab', { name: 'Settings' }).click();
  await presses(ann, 'Show');
  await ann.page.getByText('ann dismissed a report on a message from bob').first().waitFor();
  await presses(ann, 'Close');
  await ann.page.getByRole('button', { name: 'Channel details', exact: true }).waitFor();
  await bob.sees('This message was deleted.');
  await bob.sees('and my potions');
  assert.equal(await bob.page.getByRole('button', { name: /report\b|reports\b/ }).count(), 0);
});

test('a moderator deletes a message of another user in the timeline, and bans an author who has left', async () => {
  const channel = await moveToNewChannel(ann, bob);
  await bob.says('rude words');
  await ann.sees('rude words');
  await openMenu(ann, 'rude words', 'bob');
  await presses(ann, 'Delete');
  await ann.page.getByRole('status').getByText('Message deleted.').waitFor();
  await ann.reloads();
  await bob.sees('This message was deleted.');
  await bob.says('last words');
  await ann.sees('last words');
  const { userId, ...user } = await TestUser.signsIn(parley, 'bob').then((one) => ({ userId: one.userId, one }));
  assert.equal((await user.one.requests('DELETE', `/channels/${channel}/members/${userId}`)).status, 200);
  await openMenu(ann, 'last words', 'bob');
  await presses(ann, 'Ban bob…');
  await presses(ann, 'Ban');
  await ann.page.getByText('You banned bob').waitFor();
  await presses(ann, 'Channel details');
  await ann.page.getByRole('tab', { name: 'Members' }).click();
  await ann.page.getByRole('heading', { name: 'Banned' }).waitFor();
  await ann.page.getByRole('button', { name: 'Unban: bob' }).click();
  await ann.page.getByRole('heading', { name: 'Banned' }).waitFor({ state: 'detached' });
  await presses(ann, 'Close');
});

test('messages of a blocked user are hidden for the blocking user only, also after a reload, until the block ends', async () => {
  await moveToNewChannel(ann, bob, cat);
  await bob.says('look at me');
  await cat.sees('look at me');
  await openMenu(cat, 'look at me', 'bob');
  await presses(cat, 'Block bob');
  await cat.page.getByText('Message from a blocked user.').waitFor();
  assert.equal(await shown(cat, 'look at me'), 0);
  await cat.reloads();
  await cat.page.getByText('Message from a blocked user.').waitFor();
  await bob.says('again, @cat');
  await ann.sees('again, @cat');
  await ann.says('hello all');
  await cat.sees('hello all');
  assert.equal(await shown(cat, 'look at me'), 0);
  assert.equal(await shown(cat, 'again, @cat'), 0);
  assert.deepEqual(await accessibilityViolations(cat.page), []);
  await cat.page.getByRole('button', { name: 'Show' }).first().click();
  await cat.sees('look at me');

  await presses(cat, 'Channel details');
  await cat.page.getByRole('tab', { name: 'Members' }).click();
  await cat.page.getByText('member, blocked').waitFor();
  await presses(cat, 'Actions for bob');
  await presses(cat, 'Unblock');
  await cat.page.getByText('member, blocked').waitFor({ state: 'detached' });
  await presses(cat, 'Close');
  await cat.sees('again, @cat');
  await ann.sees('look at me');
});

test('in slow mode all members see the interval, and a message that is too early is sent automatically when it ends', async () => {
  await moveToNewChannel(ann, bob);
  await presses(ann, 'Channel details');
  await ann.page.getByRole('tab', { name: 'Settings' }).click();
  await ann.page.getByLabel('Slow mode').selectOption('Every 10 seconds');
  const form = ann.page.locator('form').filter({ has: ann.page.getByLabel('Slow mode') });
  await form.getByRole('button', { name: 'Save' }).click();
  await bob.page.getByText('Slow mode: one message or edit every 10 seconds.').waitFor();
  await presses(ann, 'Close');
  assert.equal(await ann.page.getByText('Slow mode: one message').count(), 0, 'those with a say need not wait');
  await bob.says('first');
  await ann.sees('first');
  // The button counts down, and the field can be used meanwhile.
  const countdown = bob.page.getByRole('button', { name: /^Send in \d+ s$/ });
  await countdown.waitFor();
  assert.match(await countdown.innerText(), /^\d+$/);
  await bob.says('second');
  await bob.page.getByText(/Sending again in \d+ s\./).waitFor();
  assert.equal(await bob.page.getByRole('button', { name: 'Retry' }).count(), 0, 'an earlier attempt cannot succeed');
  await ann.sees('second');
  await bob.hasSentAll();
});
