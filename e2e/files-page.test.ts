// Files in a real browser: a pasted or dropped file is not sent, the user reads so, and the page stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';

const { parley, browser } = await openBrowserSuite();
const { page, errors } = await BrowserWindow.signedIn(browser, parley, 'ann', { width: 390, height: 844 });

/** Dispatches an event with a file to the message field; returns whether the browser would open the file. */
const dispatch = (type: 'paste' | 'drop') =>
  page.locator('#composer').evaluate((field, kind) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'picture.png', { type: 'image/png' }));
    const options = { bubbles: true, cancelable: true };
    const event =
      kind === 'paste'
        ? new ClipboardEvent('paste', { ...options, clipboardData: transfer })
        : new DragEvent('drop', { ...options, dataTransfer: transfer });
    return field.dispatchEvent(event);
  }, type);

/** Waits until the page, which loads that later, watches for files. */
const watching = () =>
  page.waitForFunction(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'picture.png', { type: 'image/png' }));
    return !dispatchEvent(new DragEvent('dragover', { cancelable: true, dataTransfer }));
  });

test('a dropped file does not replace the page, and a pasted image is not lost in silence', async () => {
  const notice = page.getByRole('alert').getByText('Files and images can’t be sent yet.');
  await watching();
  assert.equal(await dispatch('drop'), false);
  await notice.waitFor();
  await page.reload();
  await page.locator('#composer').waitFor();
  await watching();
  await dispatch('paste');
  await notice.waitFor();
  assert.deepEqual(errors, []);
});
