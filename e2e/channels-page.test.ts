// Private channels, invitations and direct conversations on the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';

const { parley, browser } = await openBrowserSuite();

const heading = (window: BrowserWindow, name: string) => window.page.getByRole('heading', { name, level: 1 }).waitFor();
const presses = (window: BrowserWindow, name: string) => window.page.getByRole('button', { name, exact: true }).click();

/** Creates a private channel and an invitation link. */
async function createPrivateChannel(window: BrowserWindow, title: string): Promise<string> {
  await presses(window, 'New channel');
  await window.page.getByLabel('Channel name').fill(title);
  await window.page.getByLabel('Private – invite only').check();
  await presses(window, 'Create');
  await heading(window, title);
  return createLink(window);
}

async function createLink(window: BrowserWindow): Promise<string> {
  await presses(window, 'Channel details');
  await presses(window, 'Create link');
  const link = await window.page.getByLabel('Invitation link', { exact: true }).first().inputValue();
  await presses(window, 'Close');
  return link;
}

test('a private channel is created and joined by a link; a removed member is notified and receives nothing more', async () => {
  await using ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  await using bob = await BrowserWindow.signedIn(browser, parley, 'bob');
  const link = await createPrivateChannel(ann, 'The board');

  // A user without a session sees the invitation after the sign-in.
  const fresh = await (await browser.newContext()).newPage();
  await fresh.goto(link);
  await fresh.getByRole('button', { name: 'Sign in' }).click();
  await fresh.getByLabel('Your name').fill('cat');
  await fresh.getByRole('button', { name: 'Sign in' }).click();
  await fresh.getByRole('heading', { name: 'The board', level: 2 }).waitFor();
  await fresh.getByText('ann invites you to').waitFor();
  await fresh.getByRole('button', { name: 'Not now' }).click();
  await fresh.getByRole('heading', { name: '#general', level: 1 }).waitFor();
  assert.equal(await fresh.getByRole('link', { name: /The board/ }).count(), 0);
  await fresh.context().close();

  await bob.page.goto(link);
  await presses(bob, 'Join');
  await heading(bob, 'The board');
  await bob.says('here I am');
  await ann.sees('here I am');
  await ann.page.getByText('bob joined').waitFor();
  await ann.says('welcome');
  await bob.sees('welcome');

  // A message of the removed user cannot arrive any more.
  await bob.page.route('**/messages', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  );
  await bob.says('too late');
  await bob.page.getByText('Waiting to send').waitFor();
  await presses(ann, 'Channel details');
  await ann.page.getByRole('tab', { name: 'Members' }).click();
  await ann.page.getByRole('heading', { name: 'Members (2)' }).waitFor();
  assert.deepEqual(await accessibilityViolations(ann.page), []);
  await presses(ann, 'Actions for bob');
  await presses(ann, 'Remove from channel');
  await ann.page.getByText('Remove from channel: bob?').waitFor();
  await presses(ann, 'Remove from channel');
  await ann.page.getByRole('heading', { name: 'Members (1)' }).waitFor();
  await presses(ann, 'Close');
  await bob.page.getByText('You were removed from “The board”.').waitFor();
  await ann.says('without bob');
  await ann.sees('without bob');
  await ann.page.getByText('You removed bob').waitFor();
  await ann.hasSentAll();
  assert.equal(await bob.page.getByText('without bob').count(), 0);
  await bob.page.unroute('**/messages');
  await bob.reloads();
  assert.equal(await bob.page.getByRole('link', { name: /The board/ }).count(), 0);
  await bob.page.getByText('You no longer have access to this channel.').waitFor();
  await bob.page.getByRole('list', { name: 'Unsent messages' }).getByText('too late').waitFor();
  assert.doesNotMatch((await bob.page.locator('main').textContent()) ?? '', /p-[a-z0-9]{20}/);
  assert.deepEqual(await accessibilityViolations(bob.page), []);
  await presses(bob, 'Sign out');
  await bob.page.getByText('1 message couldn’t be sent.').waitFor();
  await presses(bob, 'Cancel');
  await presses(bob, 'Discard');
  await bob.page.getByText('too late').waitFor({ state: 'detached' });
  await bob.page.getByRole('main').getByRole('button', { name: 'Browse channels' }).click();
  await presses(bob, 'Close');
  await bob.page.goto(link);
  await bob.page.getByText('This invitation is no longer valid.').waitFor();
  await bob.page.goto(await createLink(ann));
  await presses(bob, 'Join');
  await bob.sees('without bob');
});

test('a direct message appears at once for its recipient, and for no other user', async () => {
  await using dan = await BrowserWindow.signedIn(browser, parley, 'dan');
  await using eve = await BrowserWindow.signedIn(browser, parley, 'eve');
  await using fay = await BrowserWindow.signedIn(browser, parley, 'fay');
  await presses(dan, 'New direct message');
  await dan.page.getByLabel('To', { exact: true }).fill('ev');
  await dan.page.getByLabel('eve', { exact: true }).check();
  assert.deepEqual(await accessibilityViolations(dan.page), []);
  await presses(dan, 'Start chat');
  await heading(dan, 'eve');
  await dan.says('only for you');
  await eve.page.getByRole('link', { name: /^dan/ }).click();
  await eve.sees('only for you');
  await eve.says('I got it');
  await dan.sees('I got it');
  assert.equal(await fay.page.getByRole('link', { name: /^dan|^eve/ }).count(), 0);
  await presses(eve, 'Channel details');
  await presses(eve, 'Close conversation…');
  await presses(eve, 'Close conversation');
  await eve.page.getByRole('link', { name: /^dan/ }).waitFor({ state: 'detached' });
  await dan.says('are you still there?');
  await dan.hasSentAll();
  await eve.reloads();
  await eve.page.getByRole('link', { name: /^dan/ }).click();
  await eve.sees('are you still there?');
});

test('a user finds, joins and leaves a public channel', async () => {
  await using gus = await BrowserWindow.signedIn(browser, parley, 'gus', { width: 390, height: 844, dark: true });
  await using hal = await BrowserWindow.signedIn(browser, parley, 'hal');
  await presses(hal, 'New channel');
  await hal.page.getByLabel('Channel name').fill('Books & Films');
  await hal.page.getByText('Address: #books-films').waitFor();
  await presses(hal, 'Create');
  await heading(hal, '#Books & Films');
  assert.match(hal.page.url(), /#books-films$/);
  await gus.page.getByRole('button', { name: /^Channels/ }).click();
  await presses(gus, 'Browse channels');
  assert.deepEqual(await accessibilityViolations(gus.page), []);
  await presses(gus, 'Join #Books & Films');
  await heading(gus, '#Books & Films');
  await gus.says('I read too');
  await hal.sees('I read too');
  await presses(gus, 'Channel details');
  await presses(gus, 'Leave channel…');
  await presses(gus, 'Leave channel');
  await heading(gus, '#general');
  await gus.page.getByRole('button', { name: /^Channels/ }).click();
  assert.equal(await gus.page.getByRole('link', { name: /books/i }).count(), 0);
});

test('all members see a new title and topic, an archived channel is read-only, and a muted member sees when the mute ends', async () => {
  await using ida = await BrowserWindow.signedIn(browser, parley, 'ida');
  await using jon = await BrowserWindow.signedIn(browser, parley, 'jon');
  const link = await createPrivateChannel(ida, 'Plans');
  await jon.page.goto(link);
  await presses(jon, 'Join');
  await heading(jon, 'Plans');
  await presses(ida, 'Channel details');
  await ida.page.getByRole('tab', { name: 'Settings' }).click();
  await ida.page.getByLabel('Channel name').fill('Great plans');
  await ida.page.getByRole('button', { name: 'Save' }).first().click();
  await heading(jon, 'Great plans');
  await ida.page.getByRole('status').getByText('Saved').waitFor();
  await ida.page.getByLabel('Topic').fill('What we do next');
  await ida.page.getByLabel('Topic').press('Enter');
  await jon.page.getByText('ida set the topic: What we do next').waitFor();
  await ida.page.getByRole('tab', { name: 'Members' }).click();
  await presses(ida, 'Actions for jon');
  await presses(ida, 'Mute for an hour');
  await ida.page.getByText(/member, muted until/).waitFor();
  await jon.reloads();
  await jon.page.getByText(/You’re muted here until/).waitFor();
  await presses(ida, 'Actions for jon');
  await presses(ida, 'Unmute');
  await ida.page.getByText(/member, muted until/).waitFor({ state: 'detached' });
  await ida.page.getByRole('tab', { name: 'Settings' }).click();
  await presses(ida, 'Show');
  await ida.page.getByText('ida unmuted jon').waitFor();
  await presses(ida, 'Archive channel');
  await jon.page.getByText('This channel is archived').waitFor();
});
