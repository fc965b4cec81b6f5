import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Page, watchPage } from './page-lifecycle.ts';

function aPage() {
  const page = Object.assign(new EventTarget(), {
    document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  });
  const told: string[] = [];
  const leave = watchPage({ shown: () => told.push('shown'), online: () => told.push('online') }, page);
  return { page, told, leave };
}

test('a page that is seen again or is online again says so', () => {
  const { page, told } = aPage();
  page.document.dispatchEvent(new Event('visibilitychange'));
  page.dispatchEvent(new Event('pageshow'));
  page.dispatchEvent(new Event('online'));
  assert.deepEqual(told, ['shown', 'shown', 'online']);
});

test('a page that is hidden says nothing', () => {
  const { page, told } = aPage();
  page.document.visibilityState = 'hidden';
  page.document.dispatchEvent(new Event('visibilitychange'));
  assert.deepEqual(told, []);
});

test('a page that was left is not listened to any more', () => {
  const { page, told, leave } = aPage();
  leave();
  page.document.dispatchEvent(new Event('visibilitychange'));
  page.dispatchEvent(new Event('pageshow'));
  page.dispatchEvent(new Event('online'));
  assert.deepEqual(told, []);
});

test('where there is no page, or one without a document, there is nothing to listen to', () => {
  const returns = { shown: () => assert.fail(), online: () => assert.fail() };
  watchPage(returns)();
  watchPage(returns, {} as Page)();
});
