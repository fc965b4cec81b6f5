// Two users in two windows of a real browser, on the whole system.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { FilesConfig } from '@parley/chat';
import { accessibilityViolations, BrowserWindow, shareTwoWindows } from '../harness/browser-window.ts';
import { fillChannel } from '../harness/dynamodb-tables.ts';
import { sampled } from '../harness/exhaustive.ts';
import { HIGH_MESSAGE_RATE } from '../harness/parley-process.ts';
import { openParleySuite, useBrowser } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

// One of the tests kills its process.
const { parley } = await openParleySuite([], ...HIGH_MESSAGE_RATE);
const { browser, close } = await useBrowser();
after(close);
const host = await TestUser.signsIn(parley, 'host');

const twoWindows = await shareTwoWindows(browser, parley, host, 7);

test('messages appear in the other window, once and in order, also after a reload', async () => {
  const { ann, bob } = await twoWindows();
  const said = ['Hello Bob', 'How are you?', 'I am fine', 'Two\nlines', '👩‍👩‍👧 مرحبا'];
  for (const [index, text] of said.entries()) {
    const [speaker, listener] = index % 2 === 0 ? [ann, bob] : [bob, ann];
    await speaker.says(text);
    await listener.sees(text.split('\n')[0] ?? '');
  }
  for (const window of [ann, bob]) assert.deepEqual(await window.reads(), said);
  await Promise.all([ann.reloads(), bob.reloads()]);
  for (const window of [ann, bob]) {
    await window.sees('How are you?');
    assert.deepEqual(await window.reads(), said);
    assert.deepEqual(window.errors, []);
  }
});

test('twenty messages typed without a pause arrive in order', async () => {
  const { ann, bob } = await twoWindows();
  const said = Array.from({ length: 20 }, (_, index) => `message ${index + 1}.`);
  for (const text of said) await ann.says(text);
  await bob.sees('message 20.');
  await ann.page.getByText('Sent', { exact: true }).waitFor();
  for (const window of [ann, bob]) {
    assert.deepEqual(await window.reads(), said);
  }
});

test('typed text never becomes markup, and no script in it runs', async () => {
  const { ann, bob } = await twoWindows();
  const hostile = [
    '<img src=x onerror="document.title=\'stolen\'">',
    '<script>document.title="stolen"</script>',
    '<b>bold</b>',
    'javascript:document.title="stolen"',
    '"><svg onload=document.title="stolen">',
    '{{constructor.constructor("document.title=1")()}}',
    '","admin":"1',
  ];
  for (const text of hostile) await ann.says(text);
  await bob.sees(hostile.at(-1) ?? '');
  assert.deepEqual(await bob.reads(), hostile);
  assert.equal(await bob.page.locator('[role=log] :is(img, script, svg[onload], b)').count(), 0);
  assert.doesNotMatch(await bob.page.title(), /stolen/);
});

test('a member sees that another is typing until the message is sent', async () => {
  const { ann, bob } = await twoWindows();
  await ann.composer.pressSequentially('I am about to');
  await bob.page.getByText('ann is typing').waitFor();
  await ann.composer.press('Enter');
  await bob.sees('I am about to');
  await bob.page.getByText('ann is typing').waitFor({ state: 'detached' });
});

test('a new channel is in the list of its members, with a badge for unread messages', async () => {
  const { ann, bob } = await twoWindows();
  await ann.page.getByRole('button', { name: 'New channel' }).click();
  await ann.page.getByLabel(/name/i).fill(' ');
  await ann.page.keyboard.press('Enter');
  await ann.page.locator('#channel-name-error').waitFor();
  await ann.page.getByLabel(/name/i).fill('lunch');
  await ann.page.keyboard.press('Enter');
  await ann.page.getByRole('heading', { name: '#lunch', level: 1 }).waitFor();
  await (await TestUser.signsIn(parley, 'bob')).joins('lunch');
  await ann.says('Pizza?');
  await bob.reloads();
  await bob.page.getByRole('link', { name: /lunch/ }).locator('.badge').waitFor();
  await bob.goesTo('lunch');
  await bob.sees('Pizza?');
});

test('of hundreds of messages the newest are displayed, older ones load by scrolling, and few are in the DOM at once', async () => {
  const count = sampled(300, 1000);
  const channel = await host.createsChannel('ann', 'bob');
  await fillChannel(parley, channel, count);
  await (await TestUser.signsIn(parley, 'bob')).saw(channel, count);
  const bob = await BrowserWindow.signedIn(browser, parley, 'bob');
  await bob.goesTo(channel);
  await bob.sees(`number ${count}.`);
  const log = bob.page.getByRole('log');
  await log.hover();
  while (!(await log.getByText('number 1.', { exact: true }).isVisible())) {
    const before = await bob.reads();
    await bob.page.mouse.wheel(0, -1500);
    // Waits until the page has rendered this step.
    await bob.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.ok(before.length <= 260, `${before.length} messages are in the DOM at once`);
  }
  await log.getByText('number 1.', { exact: true }).waitFor();
  await host.says(channel, 'one more.');
  await bob.page.locator('.jump-to-latest').click();
  await bob.sees('one more.');
  assert.ok((await bob.reads()).length <= 260);
  await bob[Symbol.asyncDispose]();
});

test('after kill -9 and a restart no message is missing, and both windows reconnect', async () => {
  const { ann, bob } = await twoWindows();
  await ann.says('before the crash');
  await bob.sees('before the crash');
  await parley.kill();
  await ann.page.getByText('Offline').first().waitFor();
  await ann.says('typed while offline');
  await ann.page.getByText(/Waiting to send/).waitFor();
  await parley.start();
  await Promise.all([ann.connected(), bob.connected()]);
  await bob.sees('typed while offline');
  await bob.says('welcome back');
  await ann.sees('welcome back');
  const all = ['before the crash', 'typed while offline', 'welcome back'];
  for (const window of [ann, bob]) {
    assert.deepEqual(await window.reads(), all);
    await window.reloads();
    await window.sees('welcome back');
    assert.deepEqual(await window.reads(), all);
  }
});

test('the page shows a lost network, and displays missed messages when it is back', async () => {
  const { ann, bob } = await twoWindows();
  await bob.page.context().setOffline(true);
  await bob.page.getByText('Offline').first().waitFor();
  await ann.says('did you get this?');
  await ann.page.getByText('Sent', { exact: true }).waitFor();
  await bob.page.context().setOffline(false);
  await bob.sees('did you get this?');
  await bob.connected();
});

test('the page works by keyboard: sign in, write, insert a line break, send, change the channel, sign out', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(parley.addresses.page);
  await page.getByRole('button', { name: 'Sign in' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('input[name=username]:focus').waitFor();
  await page.keyboard.type('kim');
  await page.keyboard.press('Enter');
  await page.locator('#composer').waitFor();
  await page.locator('#composer').focus();
  await page.keyboard.type('first line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  await page.keyboard.press('Enter');
  await page.getByRole('log').getByText('first line').waitFor();
  assert.equal(await page.locator('#composer').inputValue(), '');
  // With unsent messages, signing out asks for confirmation.
  await page.getByText('Sent', { exact: true }).waitFor();
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByRole('heading', { name: '#random', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await context.close();
});

for (const options of [
  { width: 1280, height: 800 },
  { width: 390, height: 844, dark: true },
]) {
  test(`the page violates no accessibility rule at ${options.width} pixels`, async () => {
    const window = await BrowserWindow.signedIn(browser, parley, 'ann', options);
    await window.says('A message with a link: https://example.com');
    await window.page.getByText('Sent', { exact: true }).waitFor();
    assert.deepEqual(await accessibilityViolations(window.page), []);
    await window[Symbol.asyncDispose]();
  });
}

test('the page contains no API key, and may connect only to its own APIs', async () => {
  const { page, api, eventsHttp, eventsRealtime, outputs } = parley.addresses;
  const config = await (await fetch(`${page}/config.json`)).text();
  const html = await (await fetch(page)).text();
  for (const text of [config, html]) assert.doesNotMatch(text, /da2-|x-api-key/);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  const signIn = `${outputs['SignIn']}/oauth2`;
  const { uploads, downloads } = (JSON.parse(config) as { files: FilesConfig }).files;
  const own = `${api}/ ${eventsHttp} ${eventsRealtime} ${uploads}/ ${signIn}/token ${signIn}/revoke`;
  const files = `img-src 'self' data: blob: ${downloads}/; media-src blob: ${downloads}/`;
  assert.equal(policy, `connect-src 'self' ${own}; ${files}`);
  const { headers } = await fetch(page);
  assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'; style-src 'self'/);
});
