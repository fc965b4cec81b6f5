// Actions on messages in two windows: edit, delete, react, mention.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow, openTwoWindows, shareTwoWindows } from '../harness/browser-window.ts';
import { sampled } from '../harness/exhaustive.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const host = await TestUser.signsIn(parley, 'host');

const twoWindows = await shareTwoWindows(browser, parley, host, 8);

/** Opens the action menu of a message, once the layout of the timeline is final. */
async function openMenu(window: BrowserWindow, text: string): Promise<void> {
  await window.hasSentAll();
  const message = window.message(text);
  await message.hover();
  await message.getByRole('button', { name: /^More actions for/ }).click();
}

declare function announced(): string[];

/** Records what a screen reader announces from now on; the page's `announced` returns it. */
function recordAnnouncements(): void {
  const texts: string[] = [];
  Object.assign(globalThis, { announced: () => texts });
  const observer = new MutationObserver((mutations) => {
    for (const { target } of mutations) {
      const element = target instanceof Element ? target : target.parentElement;
      const text = element?.closest('[role=status], [role=alert], [aria-live=polite]')?.textContent;
      if (text) texts.push(text);
    }
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
}

/** The buttons of the open menu that a click at their centre does not reach. */
function coveredButtons(window: BrowserWindow): Promise<(string | null)[]> {
  return window.page.locator('.actions-panel button').evaluateAll((buttons) =>
    buttons
      .filter((button) => {
        button.scrollIntoView({ block: 'nearest' });
        const { left, top, width, height } = button.getBoundingClientRect();
        return !button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      })
      .map((button) => button.textContent),
  );
}

test('an edit changes the text for other members, live and after a reload', async () => {
  const { ann, bob } = await twoWindows();
  await ann.says('Luch at noon?');
  await bob.sees('Luch at noon?');
  await openMenu(ann, 'Luch');
  await ann.page.getByRole('button', { name: 'Edit', exact: true }).click();
  assert.equal(await ann.composer.inputValue(), 'Luch at noon?');
  await ann.says('Lunch at noon?');
  for (const window of [ann, bob]) {
    await window.sees('Lunch at noon?');
    // An edit that is being sent has no time yet.
    const edited = window.message('Lunch').locator('.edited[title]');
    const text = window.message('Lunch').locator('.text');
    const [mark, line] = await Promise.all([edited.boundingBox(), text.boundingBox()]);
    assert.ok(mark && line && mark.y < line.y + line.height, 'the mark is on the line of the text');
    assert.match((await edited.getAttribute('title')) ?? '', /^Edited .*\d{4}/);
  }
  await bob.reloads();
  await bob.sees('Lunch at noon?');
  assert.deepEqual(await bob.reads(), ['Lunch at noon?']);
  await bob.message('Lunch').hover();
  await bob
    .message('Lunch')
    .getByRole('button', { name: /^More actions for ann/ })
    .click();
  assert.equal(await bob.page.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
});

test('arrow up edits the last message, Escape restores it and the draft', async () => {
  const { ann, bob, channel } = await twoWindows();
  await ann.says('first');
  await ann.says('second');
  await bob.sees('second');
  await ann.hasSentAll();
  await ann.composer.press('ArrowUp');
  assert.equal(await ann.composer.inputValue(), 'second');
  const editing = ann.page.locator('.message.being-edited');
  await editing.getByText('Editing', { exact: true }).waitFor();
  assert.equal(await editing.locator('.text').textContent(), 'second');
  await ann.composer.fill('something else');
  await ann.goesTo('random');
  assert.equal(await ann.composer.inputValue(), '');
  await ann.goesTo(channel);
  assert.equal(await ann.composer.inputValue(), 'something else');
  await ann.composer.press('Escape');
  assert.equal(await ann.composer.inputValue(), '');
  await editing.waitFor({ state: 'detached' });
  await ann.composer.press('ArrowUp');
  await ann.says('second, mended');
  await bob.sees('second, mended');
  assert.deepEqual(await bob.reads(), ['first', 'second, mended']);
});

test('the list of messages is one tab stop: arrow keys reach each message and its menu, and a deletion and its undo keep the focus', async () => {
  const { ann } = await twoWindows();
  for (const text of ['one.', 'two.', 'three.']) await ann.says(text);
  await ann.hasSentAll();
  const { keyboard } = ann.page;
  const focused = (text: string) => ann.page.locator('.message:focus').getByText(text).waitFor();
  await ann.composer.press('Shift+Tab');
  await focused('three.');
  await keyboard.press('ArrowUp');
  await focused('two.');
  await keyboard.press('Shift+Tab');
  await ann.page.locator('.channel-header :focus').waitFor();
  await keyboard.press('Tab');
  await focused('two.');
  await keyboard.press('ArrowRight');
  await ann.page.locator('.message-actions > :focus').waitFor();
  await keyboard.press('Escape');
  await focused('two.');
  await keyboard.press('Enter');
  const inPanel = (name: string) =>
    ann.page.locator('.actions-panel :focus').and(ann.page.getByRole('button', { name })).waitFor();
  await inPanel('React with thumbs up');
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowDown');
  await inPanel('React with sad');
  for (const action of ['Reply in thread', 'Reply with quote', 'Edit']) {
    await keyboard.press('ArrowDown');
    await inPanel(action);
  }
  await keyboard.press('End');
  await inPanel('Delete');
  await keyboard.press('Enter');
  await ann.page.getByText('This message was deleted.').waitFor();
  await focused('three.');
  await keyboard.press('Control+z');
  await focused('two.');
  await keyboard.press('Tab');
  assert.equal(await ann.composer.evaluate((field) => field === document.activeElement), true);
});

test('a deletion can be undone by its button and by Ctrl+Z; the page that ends sends it, and no text remains', async () => {
  const { ann, bob } = await twoWindows();
  const deletes = async () => {
    await openMenu(ann, 'swordfish');
    await ann.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await ann.page.getByText('This message was deleted.').waitFor();
  };
  const restored = () => ann.page.locator('.message:focus').getByText('swordfish').waitFor();
  const toast = ann.page.getByRole('status').getByText('Message deleted.');
  await ann.says('the password is swordfish');
  await bob.sees('swordfish');
  await deletes();
  await toast.waitFor();
  assert.deepEqual(await accessibilityViolations(ann.page), []);
  await ann.page.getByRole('button', { name: 'Undo' }).click();
  await restored();
  await deletes();
  await ann.page.keyboard.press('Control+z');
  await restored();
  await toast.waitFor({ state: 'detached' });
  await bob.sees('swordfish');
  await deletes();
  await ann.reloads();
  for (const window of [ann, bob]) {
    await window.page.getByText('This message was deleted.').waitFor();
    assert.equal(await window.page.getByRole('button', { name: 'Undo' }).count(), 0);
  }
  await bob.reloads();
  await bob.page.getByText('This message was deleted.').waitFor();
  assert.equal(await bob.page.getByText('swordfish').count(), 0);
});

test('members open the history of an edited message from its mark and from the menu, and lose it with the message', async () => {
  const { ann, bob, channel } = await twoWindows();
  const author = await TestUser.signsIn(parley, 'ann');
  const { seq } = (await author.says(channel, 'Luch at noon')).body;
  await author.edits(channel, seq, 'Lunch at noon');
  await author.edits(channel, seq, 'Lunch at one');
  await bob.sees('Lunch at one');
  const dialog = bob.page.getByRole('dialog', { name: 'Edit history: message by ann' });
  const mark = bob.message('Lunch at one').getByRole('button', { name: 'edited, show the edit history' });
  await mark.click();
  await dialog.getByText('Original').waitFor();
  const texts = await dialog.locator('.version-text').allTextContents();
  assert.deepEqual(texts, ['Lunch at Removed: noonAdded: one', 'Removed: LuchAdded: Lunch at noon', 'Luch at noon']);
  assert.deepEqual(await accessibilityViolations(bob.page), []);
  await bob.page.keyboard.press('Escape');
  await bob.page.locator(':focus').and(mark).waitFor();
  await openMenu(bob, 'Lunch at one');
  await bob.page.getByRole('button', { name: 'Edit history', exact: true }).click();
  await dialog.getByText('Original').waitFor();
  await author.deletes(channel, seq);
  await dialog
    .getByRole('alert')
    .getByText(/deleted/)
    .waitFor();
  assert.equal(await dialog.locator('.version-text').count(), 0);
  await bob.page.keyboard.press('Escape');
  await ann.page.getByText('This message was deleted.').waitFor();
});

test('reactions are counted by user, and removed by the same button', async () => {
  const { ann, bob } = await twoWindows();
  await ann.says('Cake in the kitchen');
  await bob.sees('Cake');
  await openMenu(bob, 'Cake');
  await bob.page.locator('.actions-panel').getByRole('button', { name: 'React with party' }).click();
  const party = (window: BrowserWindow) => window.message('Cake').getByRole('button', { name: /reacted with 🎉/ });
  await party(ann).getByText('1').waitFor();
  assert.equal(await party(ann).getAttribute('aria-pressed'), 'false');
  await party(ann).click();
  for (const window of [ann, bob]) await party(window).getByText('2').waitFor();
  assert.match((await party(bob).getAttribute('aria-label')) ?? '', /ann/);
  await party(bob).click();
  for (const window of [ann, bob]) await party(window).getByText('1').waitFor();
  await party(ann).click();
  await party(bob).waitFor({ state: 'detached' });
});

test('the toolbar of a message has the frequent reactions and edit, by pointer and by keyboard, and "Sent" disappears', async () => {
  const { ann, bob } = await twoWindows();
  await ann.says('Shall we?');
  // A message that waits for the one before it has a line that says so.
  await ann.hasSentAll();
  await ann.says('Today?');
  const box = await ann.message('Today?').boundingBox();
  await ann.page.getByText('Sent', { exact: true }).waitFor();
  await ann.page.getByText('Sent', { exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual(await ann.message('Today?').boundingBox(), box, 'the mark moves nothing');
  await bob.sees('Today?');
  const toolbar = bob.message('Shall we?').locator('.message-actions');
  await bob.message('Shall we?').hover();
  const thumbsUp = toolbar.getByRole('button', { name: 'React with thumbs up' });
  await thumbsUp.click();
  await ann
    .message('Shall we?')
    .getByRole('button', { name: /bob reacted with 👍/ })
    .waitFor();
  assert.equal(await thumbsUp.getAttribute('aria-pressed'), 'true');
  assert.equal(await toolbar.getByRole('button', { name: 'Edit message' }).count(), 0, 'only the author may edit');
  await thumbsUp.click();
  await ann
    .message('Shall we?')
    .getByRole('button', { name: /reacted with/ })
    .waitFor({ state: 'detached' });
  await ann.composer.press('Shift+Tab');
  await ann.page.keyboard.press('ArrowUp');
  // The author, three reactions, reply in a thread, quote, edit.
  for (let step = 0; step < 7; step += 1) await ann.page.keyboard.press('ArrowRight');
  await ann.page
    .locator(':focus')
    .and(ann.page.getByRole('button', { name: 'Edit message' }))
    .press('Enter');
  await ann.page.locator('#composer:focus').waitFor();
  assert.equal(await ann.composer.inputValue(), 'Shall we?');
});

test('on a touch screen the menu is a sheet at the lower edge, which a press beside it closes', async () => {
  const channel = await host.createsChannel('ann');
  const ann = await BrowserWindow.signedIn(browser, parley, 'ann', { width: 390, height: 844, touch: true });
  await ann.goesTo(channel);
  await ann.says('Shall we?');
  await ann.hasSentAll();
  const button = ann.message('Shall we?').getByRole('button', { name: 'More actions for your message' });
  await button.tap();
  const sheet = ann.page.getByRole('dialog', { name: 'Message actions' });
  await sheet.waitFor();
  assert.deepEqual(await accessibilityViolations(ann.page), []);
  await ann.page.touchscreen.tap(100, 100);
  await sheet.waitFor({ state: 'detached' });
  await ann.page.locator(':focus').and(button).waitFor();
  await button.tap();
  await sheet.evaluate((element) => Promise.all(element.getAnimations().map(({ finished }) => finished)));
  assert.deepEqual(await coveredButtons(ann), []);
  const bounds = await sheet.boundingBox();
  assert.ok(bounds && bounds.x === 0 && bounds.width === 390 && Math.round(bounds.y + bounds.height) === 844);
  await sheet.getByRole('button', { name: 'Edit', exact: true }).tap();
  await sheet.waitFor({ state: 'detached' });
  await ann.page.locator('#composer:focus').waitFor();
  await ann[Symbol.asyncDispose]();
});

test('a reaction to an old message neither scrolls the reader nor counts as a new message', async () => {
  const channel = await host.createsChannel('ann', 'bob');
  for (let index = 1; index <= 60; index += 1) await host.says(channel, `number ${index}.`);
  await (await TestUser.signsIn(parley, 'ann')).saw(channel, 60);
  const ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  await ann.goesTo(channel);
  await ann.sees('number 60.');
  const toEnd = ann.page.locator('.jump-to-latest');
  await ann.message('number 30.').scrollIntoViewIfNeeded();
  await toEnd.getByText('Jump to latest').waitFor();
  const top = await ann.message('number 30.').evaluate((message) => message.getBoundingClientRect().top);
  await ann.goesTo('random');
  await host.says(channel, 'number 61.');
  await ann.page.getByRole('link', { name: channel }).locator('.badge').waitFor();
  await ann.goesTo(channel);
  await toEnd.getByText('1 new message').waitFor();
  const topNow = await ann.message('number 30.').evaluate((message) => message.getBoundingClientRect().top);
  assert.ok(Math.abs(topNow - top) <= 2, `the position is kept: ${top}, ${topNow}`);
  await openMenu(ann, 'number 30.');
  await ann.page.locator('.actions-panel').getByRole('button', { name: 'React with heart' }).click();
  await ann.hasSentAll();
  await host.reacts(channel, 30, '❤️');
  await ann
    .message('number 30.')
    .getByRole('button', { name: /reacted with/ })
    .getByText('2')
    .waitFor();
  assert.equal(await toEnd.locator('.badge').textContent(), '1 new message');
  await host.says(channel, 'number 62.');
  await toEnd.getByText('2 new messages').waitFor();
  await ann[Symbol.asyncDispose]();
});

test('a mentioned user sees the mention in the channel and beside its name, and a name of no member is text', async () => {
  const { ann, bob, channel } = await twoWindows();
  await bob.goesTo('random');
  await bob.page.evaluate(recordAnnouncements);
  await ann.says('@Bob have a look, and ask @nobody or carol@example.com');
  const link = bob.page.getByRole('link', { name: new RegExp(channel) });
  await link.getByText('1 mention').waitFor({ state: 'attached' });
  await host.says('random', 'something else');
  await bob.sees('something else');
  await bob.page.waitForFunction(() => announced().length >= 2);
  assert.deepEqual(await bob.page.evaluate(() => announced()), [
    `You were mentioned in #${channel}`,
    'host: something else',
  ]);
  await bob.goesTo(channel);
  await bob.sees('have a look');
  assert.deepEqual(await bob.message('have a look').locator('.mention').allTextContents(), ['@Bob']);
  assert.equal(await bob.message('have a look').locator('.mention.me').count(), 1);
  assert.equal(await ann.message('have a look').locator('.mention.me').count(), 0);
  assert.deepEqual(await ann.message('have a look').locator('.mention').allTextContents(), ['@Bob']);
  await link.getByText('1 mention').waitFor({ state: 'detached' });
});

for (const look of [
  { width: 1280, height: 800 },
  { width: 390, height: 844, dark: true },
]) {
  test(`with reactions and an open menu the page violates no accessibility rule, and nothing covers the menu, at ${look.width} pixels`, async () => {
    const channel = await host.createsChannel('ann', 'bob');
    const { ann, bob } = await openTwoWindows(browser, parley, channel, look);
    await ann.says('Shall we meet at four, @bob?');
    await bob.says('@ann yes');
    await ann.sees('yes');
    await openMenu(ann, 'yes');
    await ann.page.locator('.actions-panel').getByRole('button', { name: 'React with thumbs up' }).click();
    await ann.says('never mind');
    await bob.sees('never mind');
    await ann.hasSentAll();
    await ann.composer.press('ArrowUp');
    await ann.says('never mind!');
    await bob.sees('never mind!');
    await openMenu(ann, 'never mind!');
    await ann.page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
    assert.deepEqual(await accessibilityViolations(ann.page), []);
    await ann.page.keyboard.press('Escape');
    for (let index = 1; index <= 12; index += 1) await host.says(channel, `number ${index}.`);
    await ann.sees('number 12.');
    // A phone in landscape, and a desktop at 200 % zoom.
    const others = [
      { width: 844, height: 390 },
      { width: 640, height: 400 },
    ];
    for (const size of [look, ...sampled(look.width === 390 ? [] : others, others)]) {
      await ann.page.setViewportSize(size);
      for (const text of ['never mind!', 'number 4.', 'number 11.', 'number 12.']) {
        await openMenu(ann, text);
        assert.deepEqual(await coveredButtons(ann), [], `${text} at ${size.width} × ${size.height}`);
        await ann.page.keyboard.press('Escape');
      }
    }
    for (const window of [ann, bob]) await window[Symbol.asyncDispose]();
  });
}
