// The texts of the catalogue: plurals, lists, periods and dates.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as first from './en.ts';
import * as onDemand from './en-on-demand.ts';
import { formatsOf } from './formats.ts';

const t = { ...first, ...onDemand };

test('the page is in English, and formats numbers and lists as English does', () => {
  assert.equal(t.language, 'en');
  assert.equal(t.number(1_234_567), '1,234,567');
  assert.equal(t.upToDate(1_842), 'Up to date, 1,842 entries');
});

test('a count has its plural form', () => {
  assert.deepEqual([0, 1, 2, 1_000].map(t.memberCount), ['0 members', '1 member', '2 members', '1,000 members']);
  assert.equal(t.mentionCount(1), '1 mention');
  assert.equal(t.newMessages(3), '3 new messages');
  assert.deepEqual([1, 24, 168].map(t.invitationLifetime), ['1 hour', '1 day', '7 days']);
  assert.equal(t.charactersLeft(1), '1 character left');
  assert.equal(t.charactersLeft(-20), '20 characters too many');
});

test('a language with other plural forms finds its own', () => {
  const { plural } = formatsOf<'one' | 'few'>('pl');
  const forms = { one: 'plik', few: 'pliki', other: 'plików' };
  assert.deepEqual(
    [1, 2, 5].map((count) => plural(count, forms)),
    ['plik', 'pliki', 'plików'],
  );
});

test('up to three users who are typing are named', () => {
  assert.equal(t.typing(['Ann']), 'Ann is typing…');
  assert.equal(t.typing(['Ann', 'Bob']), 'Ann and Bob are typing…');
  assert.equal(t.typing(['Ann', 'Bob', 'Cy']), 'Ann, Bob, and Cy are typing…');
  assert.equal(t.typing(['Ann', 'Bob', 'Cy', 'Di']), 'Several people are typing…');
});

test('a reaction names some users and counts the others', () => {
  assert.equal(t.reactedWith('👍', ['ann'], 0), 'ann reacted with 👍');
  assert.equal(t.reactedWith('👍', ['ann', 'bob'], 1), 'ann, bob, and 1 more reacted with 👍');
  assert.equal(t.reactedWith('👍', [], 2), '2 people reacted with 👍');
  assert.equal(t.reactedWith('👍', [], 1), '1 person reacted with 👍');
});

test('a period is shown in its largest whole unit', () => {
  assert.deepEqual([30, 60, 90, 300, 3_600, 86_400].map(t.slowModeEvery), [
    'Every 30 seconds',
    'Every minute',
    'Every 90 seconds',
    'Every 5 minutes',
    'Every hour',
    'Every day',
  ]);
});

test('the audit log tells who did what to whom, and shows an unknown action as it is', () => {
  assert.equal(t.notice('slow', 'ann', undefined, '30'), 'ann turned on slow mode (one message every 30 seconds)');
  assert.equal(t.auditRecord('report settled', 'ann', 'bob', '7'), 'ann dismissed a report on a message from bob');
  assert.match(t.auditRecord('muted', 'ann', 'bob', '2020-01-01T12:00:00.000Z'), /^ann muted bob until .*2020/);
  assert.equal(t.auditRecord('painted', 'ann', undefined, 'red'), 'ann · painted · red');
});

test('a day has its name while it is near, and its year when it is of another', () => {
  const now = new Date(2026, 10, 29, 9, 30).getTime();
  const dayAt = (year: number, month: number, date: number) =>
    t.day(new Date(year, month, date, 23, 59).toISOString(), now);
  assert.equal(dayAt(2026, 10, 29), 'Today');
  assert.equal(dayAt(2026, 10, 28), 'Yesterday');
  assert.match(dayAt(2026, 10, 27), /Friday.*November|November.*Friday/);
  assert.match(dayAt(2025, 10, 27), /2025/);
});

test('a timestamp that is no date is shown as it is', () => {
  for (const format of [t.time, t.dateTime, t.fullDateTime]) assert.equal(format('soon'), 'soon');
  assert.equal(t.day('soon', Date.now()), 'soon');
});
