import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Page, watchPageLifecycle } from './page-lifecycle.ts';

function aPage() {
  const page = Object.assign(new EventTarget(), {
    document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  });
  const calls: string[] = [];
  const stop = watchPageLifecycle({ onShow: () => calls.push('show'), onOnline: () => calls.push('online') }, page);
  return { page, calls, stop };
}

test('the listener is called when the page is visible or online again', () => {
  const { page, calls } = aPage();
  page.document.dispatchEvent(new Event('visibilitychange'));
  page.dispatchEvent(new Event('pageshow'));
  page.dispatchEvent(new Event('online'));
  assert.deepEqual(calls, ['show', 'show', 'online']);
});

test('the listener is not called when the page is hidden', () => {
  const { page, calls } = aPage();
  page.document.visibilityState = 'hidden';
  page.document.dispatchEvent(new Event('visibilitychange'));
  assert.deepEqual(calls, []);
});

test('the listener is not called after the stop', () => {
  const { page, calls, stop } = aPage();
  stop();
  page.document.dispatchEvent(new Event('visibilitychange'));
  page.dispatchEvent(new Event('pageshow'));
  page.dispatchEvent(new Event('online'));
  assert.deepEqual(calls, []);
});

test('without a page, or with one that has no document, nothing is watched', () => {
  const listener = { onShow: () => assert.fail(), onOnline: () => assert.fail() };
  watchPageLifecycle(listener)();
  watchPageLifecycle(listener, {} as Page)();
});
