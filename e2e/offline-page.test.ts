// The installed page: it starts without a network, with the files that the service worker keeps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';

const { parley, browser } = await openBrowserSuite();

test('the page can be installed: Chromium finds nothing missing', async () => {
  const context = await browser.newContext({ serviceWorkers: 'allow' });
  const page = await context.newPage();
  await page.goto(parley.addresses.page);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const session = await context.newCDPSession(page);
  const { errors, url } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  assert.match(url, /manifest\.json$/);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Playwright's contexts are those of a private window.
  assert.deepEqual(
    installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'),
    [],
  );
  await context.close();
});

test('a reload without a network shows the page, and not the error of the browser', async () => {
  const context = await browser.newContext({ serviceWorkers: 'allow' });
  const page = await context.newPage();
  const window = BrowserWindow.at(page);
  await page.goto(parley.addresses.page);
  const signIn = page.getByRole('button', { name: 'Sign in' });
  await signIn.waitFor();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await context.setOffline(true);
  await page.reload();
  await signIn.waitFor();
  assert.deepEqual(window.errors, []);
  await context.close();
});
