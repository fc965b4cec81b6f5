// Queries of history pages, channel paths, and typing signals.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logPath, PAGE_DEFAULT, PAGE_MAX, parsePageQuery, parseTypingSignal, signalPath } from './index.ts';

test('a page has a default and a largest size', () => {
  assert.deepEqual(parsePageQuery({}), { limit: PAGE_DEFAULT });
  assert.deepEqual(parsePageQuery({ after: '0', limit: String(PAGE_MAX) }), { after: 0, limit: PAGE_MAX });
  assert.deepEqual(parsePageQuery({ before: '7' }), { before: 7, limit: PAGE_DEFAULT });
});

test('an invalid page query is rejected', () => {
  for (const limit of ['0', '-1', '201', '1e9', '1.5', '', 'NaN', '0x10', '9'.repeat(30)])
    assert.throws(() => parsePageQuery({ limit }), /limit: must be a whole number from 1 to 200/);
  for (const before of ['0', '-1', 'x', '99999999999999999999'])
    assert.throws(() => parsePageQuery({ before }), /before/);
  assert.throws(() => parsePageQuery({ before: '5', after: '2' }), /one bound/);
  for (const since of ['', 'yesterday', '2026-11-30', '2026-13-01T00:00:00.000Z', '2026-11-30T09:41:00.000Z'.repeat(9)])
    assert.throws(() => parsePageQuery({ since }), /since: must be a time/);
  assert.throws(() => parsePageQuery({ since: '2026-11-30T09:41:00.000Z', after: '2' }), /one bound/);
});

test('the log and the signals of a channel have paths of their own', () => {
  assert.equal(logPath('general'), '/serverlesschat/channels/general');
  assert.equal(signalPath('general'), '/signals/channels/general');
  assert.equal(logPath('general', 2), '/serverlesschat/channels/general/2');
  assert.equal(signalPath('general', 2), '/signals/channels/general/2');
});

test('a typing signal without the identity of its user is rejected', () => {
  const signal = { kind: 'typing', username: 'ann', userId: 's' };
  assert.deepEqual(parseTypingSignal({ ...signal, more: 1 }), signal);
  for (const bad of [null, 7, {}, { kind: 'typing' }, { ...signal, kind: 'x' }, { ...signal, userId: 1 }])
    assert.throws(() => parseTypingSignal(bad), /signal/);
});
