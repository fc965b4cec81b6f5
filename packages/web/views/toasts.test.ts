import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { showToast, toasts } from './toasts.ts';

mock.timers.enable({ apis: ['setTimeout'] });
afterEach(() => mock.timers.tick(60_000));

const texts = () => toasts.value.map(({ text }) => text);

test('a message disappears by itself, or earlier', () => {
  const remove = showToast({ text: 'Stored' });
  showToast({ text: 'Copied' }, 100);
  assert.deepEqual(texts(), ['Stored', 'Copied']);
  mock.timers.tick(100);
  assert.deepEqual(texts(), ['Stored']);
  remove();
  assert.deepEqual(texts(), []);
});

test('the same message is displayed once, and those that can be undone are displayed separately', () => {
  showToast({ text: 'Not found' });
  showToast({ text: 'Not found' });
  assert.deepEqual(texts(), ['Not found']);
  const action = { label: 'Undo', perform: () => {} };
  showToast({ text: 'Deleted', action });
  showToast({ text: 'Deleted', action });
  assert.deepEqual(texts(), ['Not found', 'Deleted', 'Deleted']);
});
