// Who has no way to send files, in a real browser and at the API: guests, muted members, members of an archived channel, and all users where files are off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import { BrowserWindow } from '../harness/browser-window.ts';
import { photo, transfer } from '../harness/file-pictures.ts';
import { FileSender } from '../harness/file-sender.ts';
import { openBrowserSuite, openLaptopSuite } from '../harness/test-suite.ts';
import { signInUsers, TestUser } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite('--guests', '3');
const [ann, bob] = await signInUsers(parley, 'ann', 'bob');
const config = await FileSender.configOf(parley.addresses.page);
const [anns, bobs] = [new FileSender(ann, config), new FileSender(bob, config)];
const channel = await ann.createsChannel('bob');
const window = await BrowserWindow.signedIn(browser, parley, 'bob');
await window.goesTo(channel);
const image = await photo(window.page, 'sunset.jpg');
const attachButton = ({ page }: BrowserWindow) => page.getByRole('button', { name: 'Attach files' });
const aFile = () => ({ fileId: newId(), name: 'a.txt', type: 'text/plain', size: 5 });

/** Checks that nothing of the page takes a file, and that a file that is dropped or pasted is refused in words. */
async function refusesFiles(of: BrowserWindow, kinds: readonly ('paste' | 'drop')[]): Promise<void> {
  for (const kind of kinds) {
    const target = of.page.locator(kind === 'paste' ? '#composer' : '.timeline');
    assert.equal(
      await transfer(target, kind, [image]),
      kind === 'paste',
      `the browser does not open the file: ${kind}`,
    );
    await of.page.getByRole('alert').getByText('You can’t send files here.').waitFor();
  }
  assert.deepEqual([await attachButton(of).count(), await of.page.locator('.tray-file').count()], [0, 0]);
}

/** The answer to an announcement of a file. */
async function announced(sender: FileSender, to: string): Promise<unknown[]> {
  const { status, body } = await sender.announces(to, aFile());
  return [status, body.code];
}

test('a guest reads files and has no way to send any, and the server refuses them', async () => {
  const sent = await anns.uploads('general', { bytes: Buffer.from('hello'), name: 'hello.txt' });
  const { body } = await ann.reads('general');
  assert.equal(
    (await anns.posts('general', { files: [sent.fileId], message: 'a file', after: body.head })).status,
    201,
  );
  const guest = BrowserWindow.at(await (await browser.newContext()).newPage());
  const { page } = guest;
  await page.goto(parley.addresses.page);
  await page.getByRole('button', { name: 'Continue as guest' }).click();
  await page.locator('dialog input:focus').waitFor();
  await page.keyboard.press('Escape');
  await guest.goesTo('general');
  const downloading = page.waitForEvent('download');
  await guest.message('a file').hover();
  await guest.message('a file').getByRole('button', { name: 'Download hello.txt' }).click();
  assert.equal((await downloading).suggestedFilename(), 'hello.txt');
  await refusesFiles(guest, ['paste', 'drop']);
  assert.deepEqual(guest.errors, []);
  const response = await fetch(`${parley.addresses.api}/guests`, { method: 'POST', body: '{}' });
  const { access_token } = (await response.json()) as { access_token: string };
  const guests = new FileSender(TestUser.with(parley, access_token), config);
  assert.deepEqual(await announced(guests, 'general'), [403, 'guest']);
});

test('a muted member, and members of an archived channel, cannot send files, and read those that are there', async () => {
  await attachButton(window).waitFor();
  const sent = await anns.uploads(channel, { bytes: Buffer.from('plan'), name: 'plan.txt' });
  const { body } = await ann.reads(channel);
  await anns.posts(channel, { files: [sent.fileId], message: 'the plan', after: body.head });
  const stored = await bobs.uploads(channel, { bytes: Buffer.from('mine') });
  const change = (path: string, change: object) => ann.requests('PATCH', `/channels/${channel}${path}`, change);
  await change(`/members/${bob.userId}`, { mutedMinutes: 10 });
  await window.page
    .getByText(/^You’re muted/)
    .first()
    .waitFor();
  await refusesFiles(window, ['drop']);
  assert.deepEqual(await announced(bobs, channel), [403, 'muted']);
  const after = (await bob.reads(channel)).body.head;
  assert.equal((await bobs.posts(channel, { files: [stored.fileId], after })).status, 403, 'uploaded before the mute');
  await change(`/members/${bob.userId}`, { mutedMinutes: 0 });
  await attachButton(window).waitFor();
  await change('', { archived: true });
  await attachButton(window).waitFor({ state: 'detached' });
  await refusesFiles(window, ['drop']);
  assert.deepEqual(await announced(bobs, channel), [403, 'archived']);
  assert.deepEqual(await announced(anns, channel), [403, 'archived'], 'its owner');
  assert.equal((await bobs.links(channel, sent.fileId)).status, 200);
  assert.equal((await bobs.lists(channel)).body.files.length, 1);
});

test('where files are off, no user has a way to send any, the ones from before are readable, and the server refuses new ones', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/config.json', async (route) => {
    const answer = (await (await route.fetch()).json()) as { files: object };
    await route.fulfill({ json: { ...answer, files: { ...answer.files, maxBytes: 0 } } });
  });
  const ann = await window.anotherUser(parley, 'ann', page);
  await ann.goesTo('general');
  await ann.message('a file').getByText('hello.txt').waitFor();
  await refusesFiles(ann, ['paste', 'drop']);
  const { laptop, users } = await openLaptopSuite(['cat'], { guests: 3 }, { FILE_MAX_BYTES: '0' });
  const off = new FileSender(users[0], await FileSender.configOf(laptop.addresses.page));
  const { status, body } = await off.announces('general', aFile());
  assert.deepEqual([status, body.code, body.message], [403, 'files-off', 'Files are switched off in this Parley.']);
});
