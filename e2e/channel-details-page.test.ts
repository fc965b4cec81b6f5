// The details of a channel in the side panel, and profile cards: by keyboard, at both widths, light and dark, with many members.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { fillChannel, fillMembers } from '../harness/dynamodb-tables.ts';
import { sampled } from '../harness/exhaustive.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const host = await TestUser.signsIn(parley, 'host');

const panel = ({ page }: BrowserWindow) => page.locator('.side-panel');

const focused = ({ page }: BrowserWindow) => page.locator(':focus');

declare const changes: number;

/** Counts the changes of the panel's elements from now on as `changes`. */
function countChanges(): void {
  Object.assign(globalThis, { changes: 0 });
  new MutationObserver((list) => Object.assign(globalThis, { changes: changes + list.length })).observe(
    document.querySelector('.side-panel') as Element,
    { subtree: true, childList: true, attributes: true, characterData: true },
  );
}

test('the panel opens, moves between tabs and members, and closes by keyboard; its address opens it, and back closes it', async () => {
  const channel = await host.createsChannel('ann', 'bob');
  await using ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  const { keyboard } = ann.page;
  await ann.goesTo(channel);
  const button = ann.page.getByRole('button', { name: 'Channel details', exact: true }).last();
  await button.press('Enter');
  await focused(ann)
    .and(ann.page.getByRole('heading', { name: `#${channel}`, level: 2 }))
    .waitFor();
  // The tabs are loaded on demand.
  await ann.page.getByRole('tab', { name: 'About' }).waitFor();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await focused(ann)
    .and(ann.page.getByRole('tab', { name: 'About' }))
    .waitFor();
  for (const name of ['Pinned', 'Members']) {
    await keyboard.press('ArrowRight');
    await focused(ann)
      .and(ann.page.getByRole('tab', { name, selected: true }))
      .waitFor();
  }
  await ann.page.getByRole('heading', { name: 'Members (3)' }).waitFor();
  assert.deepEqual(await panel(ann).locator('.username').allTextContents(), ['host', 'ann', 'bob']);
  await keyboard.press('Tab');
  await keyboard.type('bo');
  await panel(ann).getByText('ann', { exact: true }).waitFor({ state: 'detached' });
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await focused(ann)
    .and(ann.page.getByRole('button', { name: 'Actions for bob' }))
    .press('Enter');
  await focused(ann)
    .and(ann.page.getByRole('button', { name: 'Block', exact: true }))
    .waitFor();
  await keyboard.press('Escape');
  await focused(ann)
    .and(ann.page.getByRole('button', { name: 'Actions for bob' }))
    .waitFor();
  await keyboard.press('Escape');
  await panel(ann).waitFor({ state: 'detached' });
  await focused(ann).and(button).waitFor();
  await ann.page.goto(`${parley.addresses.page}/#${channel}/members`);
  await ann.page.getByRole('heading', { name: 'Members (3)' }).waitFor();
  await ann.page.goBack();
  await panel(ann).waitFor({ state: 'detached' });
  assert.deepEqual(ann.errors, []);
});

test('of 300 members only those in view are rendered, arrow keys reach all, and a message changes none of them', async () => {
  const channel = await host.createsChannel('ann');
  await fillMembers(parley, channel, 300);
  await using ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  await ann.page.goto(`${parley.addresses.page}/#${channel}/members`);
  await ann.page.getByRole('heading', { name: 'Members (302)' }).waitFor();
  const rows = panel(ann).locator('.member-rows > li');
  await rows.first().waitFor();
  assert.ok((await rows.count()) < 40, `${await rows.count()} rows`);
  await rows.first().locator('.user-button').focus();
  await ann.page.keyboard.press('End');
  await focused(ann).getByText('member-0300').waitFor();
  await ann.page.keyboard.press('Home');
  await focused(ann).getByText('host').waitFor();
  await panel(ann).getByRole('searchbox').fill('member-02');
  await panel(ann).getByText('member-0200').waitFor();
  await ann.page.evaluate(countChanges);
  await host.says(channel, 'a message');
  await ann.sees('a message');
  assert.equal(await ann.page.evaluate(() => changes), 0);
});

test('a profile card opens from an author, a mention and a member; it mentions, blocks and starts a conversation', async () => {
  const channel = await host.createsChannel('ann', 'bob');
  await host.says(channel, 'ask @bob');
  await using ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  await ann.goesTo(channel);
  const card = (name: string) => ann.page.getByRole('dialog', { name, exact: true });
  await ann.message('ask').getByRole('button', { name: 'host', exact: true }).click();
  await card('host').getByText('owner').waitFor();
  assert.deepEqual(await accessibilityViolations(ann.page), []);
  await card('host').getByRole('button', { name: 'Mention' }).click();
  await ann.page.locator('#composer:focus').waitFor();
  assert.equal(await ann.composer.inputValue(), '@host ');
  await ann.message('ask').getByRole('button', { name: '@bob' }).click();
  await card('bob').getByRole('button', { name: 'Block' }).click();
  await card('bob').getByRole('button', { name: 'Unblock' }).click();
  await card('bob').getByRole('button', { name: 'Message', exact: true }).click();
  await ann.page.getByRole('heading', { name: 'bob', level: 1 }).waitFor();
  await card('bob').waitFor({ state: 'detached' });
  await ann.page.getByRole('button', { name: 'Channel details', exact: true }).last().click();
  await panel(ann).getByRole('button', { name: /bob/ }).waitFor();
  assert.deepEqual(await panel(ann).getByRole('tab').allTextContents(), ['About', 'Pinned', 'Files']);
  assert.deepEqual(ann.errors, []);
});

const LOOKS = [
  { width: 390, height: 844 },
  { width: 1280, height: 800, dark: true },
];
for (const look of sampled(LOOKS.slice(0, 1), LOOKS)) {
  test(`each tab violates no accessibility rule, and nothing shifts, at ${look.width} pixels`, async () => {
    const channel = await host.createsChannel('ann');
    const ann = await TestUser.signsIn(parley, 'ann');
    await host.requests('PATCH', `/channels/${channel}/members/${ann.userId}`, { role: 'owner' });
    await using window = await BrowserWindow.signedIn(browser, parley, 'ann', look);
    await window.goesTo(channel);
    await window.page.evaluate(() => {
      Object.assign(globalThis, { shift: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
          if (!entry.hadRecentInput) Object.assign(globalThis, { shift: entry.value });
      }).observe({ type: 'layout-shift', buffered: false });
    });
    await window.page.getByRole('button', { name: 'Channel details', exact: true }).last().click();
    for (const tab of ['About', 'Members', 'Files', 'Settings', 'Reports']) {
      await panel(window).getByRole('tab', { name: tab }).click();
      await panel(window).getByText('Loading…').waitFor({ state: 'detached' });
      assert.deepEqual(await accessibilityViolations(window.page), [], tab);
    }
    const box = await panel(window).boundingBox();
    if (look.width === 390) assert.deepEqual(box, { x: 0, y: 0, width: 390, height: 844 });
    assert.equal(await window.page.evaluate(() => (globalThis as unknown as { shift: number }).shift), 0);
    await panel(window)
      .getByRole('button', { name: look.width === 390 ? 'Back' : 'Close' })
      .click();
    await panel(window).waitFor({ state: 'detached' });
    assert.deepEqual(window.errors, []);
  });
}

test('a user is added to a private channel by name, sees it at once under the display name of the other, and may leave', async () => {
  const cat = await TestUser.signsIn(parley, 'cat');
  await cat.requests('PATCH', '/users/me', { displayName: 'Cat Lee' });
  const { body } = await host.requests<{ name: string }>('POST', '/channels', { kind: 'private', title: 'Plans' });
  await using hostWindow = await BrowserWindow.signedIn(browser, parley, 'host', {
    width: 390,
    height: 844,
    dark: true,
  });
  await using catWindow = await BrowserWindow.signedIn(browser, parley, 'cat');
  const { page } = hostWindow;
  await page.goto(`${parley.addresses.page}/#${body.name}/members`);
  await page.getByRole('button', { name: 'Add people' }).press('Enter');
  const field = page.getByLabel('People', { exact: true }).first();
  await field.fill('xyzzy');
  await page.getByText('No one found.').waitFor();
  await field.fill('lee');
  await page.getByRole('checkbox', { name: /Cat Lee/ }).check();
  assert.deepEqual(await accessibilityViolations(page), []);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('heading', { name: 'Members (2)' }).waitFor();
  await page.locator('.side-panel').getByText('Cat Lee').waitFor();
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByText('You added Cat Lee').waitFor();
  await catWindow.page.getByRole('link', { name: /Plans/ }).click();
  await catWindow.page.getByText('host added you').waitFor();
  await catWindow.page.getByRole('button', { name: 'Channel details', exact: true }).last().click();
  await catWindow.page.getByRole('button', { name: 'Leave channel…' }).click();
  await catWindow.page.getByRole('button', { name: 'Leave channel', exact: true }).click();
  await catWindow.page.getByRole('heading', { name: '#general', level: 1 }).waitFor();
  for (const window of [hostWindow, catWindow]) assert.deepEqual(window.errors, []);
});

test('an owner sets how long messages are kept and confirms what that removes; old messages leave the pages of all at once', async () => {
  const channel = await host.createsChannel();
  // Messages of long ago.
  await fillChannel(parley, channel, 3, host.userId);
  await (await TestUser.signsIn(parley, 'ann')).joins(channel);
  await host.says(channel, 'a young message');
  await using owner = await BrowserWindow.signedIn(browser, parley, 'host');
  await using ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  await ann.goesTo(channel);
  await ann.page.getByText('number 3.').waitFor();
  await owner.page.goto(`${parley.addresses.page}/#${channel}/settings`);
  await panel(owner).getByLabel('Keep messages').selectOption('30 days');
  await panel(owner).getByLabel('Keep messages').press('Tab');
  await focused(owner)
    .and(owner.page.getByRole('button', { name: 'Save' }))
    .press('Enter');
  await panel(owner).getByText('Messages and files older than 30 days will be removed for everyone.').waitFor();
  assert.deepEqual(await accessibilityViolations(owner.page), []);
  await focused(owner)
    .and(owner.page.getByRole('button', { name: 'Remove older messages' }))
    .press('Enter');
  await ann.page.getByText('number 3.').waitFor({ state: 'detached' });
  await ann.page.getByText('Older messages have expired.').waitFor();
  await ann.page.getByText('host set messages to be kept for 30 days').waitFor();
  await ann.page.getByText('a young message').waitFor();
  await ann.page.goto(`${parley.addresses.page}/#${channel}/about`);
  await panel(ann).getByText('Messages and files are removed after 30 days.').waitFor();
  await ann.page.reload();
  await ann.page.getByText('a young message').waitFor();
  assert.equal(await ann.page.getByText('number 3.').count(), 0);
  assert.deepEqual([...ann.errors, ...owner.errors], []);
});
