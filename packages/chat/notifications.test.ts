import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  changedNotifications,
  isNotified,
  isQuiet,
  NOTIFICATION_DEFAULTS,
  notificationLevel,
  parseNotificationChange,
  parseNotificationSettings,
} from './index.ts';

const NIGHT = { from: '22:00', to: '07:30', timeZone: 'Europe/Berlin' };

test('a change sets one thing', () => {
  for (const change of [
    { level: { channel: 'general', level: 'all' } },
    { level: { channel: 'general', level: null } },
    { showText: false },
    { sound: false },
    { threads: false },
    { pausedUntil: '2026-12-01T08:00:00.000Z' },
    { pausedUntil: null },
    { quietHours: NIGHT },
    { quietHours: null },
  ])
    assert.deepEqual(parseNotificationChange(change), change);
});

for (const body of [
  null,
  {},
  [],
  { showText: 'no' },
  { threads: null },
  { showText: true, sound: true },
  { level: { channel: 'general', level: 'some' } },
  { pausedUntil: 'tomorrow' },
  { quietHours: { ...NIGHT, from: '24:00' } },
  { quietHours: { ...NIGHT, to: '22:00' } },
  { quietHours: { ...NIGHT, timeZone: 'Mars/Base' } },
  { quietHours: { ...NIGHT, timeZone: 'x'.repeat(65) } },
])
  test(`${JSON.stringify(body)} is not a change`, () => {
    assert.throws(() => parseNotificationChange(body), { code: 'bad-request' });
  });

test('direct conversations notify of all messages, and other channels of mentions', () => {
  const levelOf = (name: string, kind: 'direct' | 'public', levels = {}) =>
    notificationLevel({ levels }, { name, kind });
  assert.equal(levelOf('d-1', 'direct'), 'all');
  assert.equal(levelOf('general', 'public'), 'mentions');
  assert.equal(levelOf('general', 'public', { general: 'all' }), 'all');
  assert.equal(levelOf('d-1', 'direct', { 'd-1': 'none' }), 'none');
  assert.equal(levelOf('constructor', 'public'), 'mentions');
});

test('a muted channel notifies of mentions only, and the level none of nothing', () => {
  const rows = [
    ['all', false, false, true],
    ['all', false, true, false],
    ['all', true, true, true],
    ['mentions', false, false, false],
    ['mentions', true, false, true],
    ['none', true, false, false],
  ] as const;
  for (const [level, isMentioned, isMutedChannel, expected] of rows)
    assert.equal(isNotified(level, { isMentioned, isMutedChannel }), expected, `${level} ${isMentioned}`);
});

test('it is quiet while notifications are paused, and in the quiet hours of the time zone, past midnight too', () => {
  const at = (time: string) => Date.parse(time);
  const paused = { ...NOTIFICATION_DEFAULTS, pausedUntil: '2026-12-01T08:00:00.000Z' };
  assert.ok(isQuiet(paused, at('2026-12-01T07:59:59Z')));
  assert.ok(!isQuiet(paused, at('2026-12-01T08:00:00Z')));
  const nightly = { ...NOTIFICATION_DEFAULTS, quietHours: NIGHT };
  // Berlin is an hour ahead of UTC in winter, two in summer.
  for (const [time, expected] of [
    ['2026-12-01T20:59:00Z', false],
    ['2026-12-01T21:00:00Z', true],
    ['2026-12-01T23:30:00Z', true],
    ['2026-12-02T06:29:00Z', true],
    ['2026-12-02T06:30:00Z', false],
    ['2026-07-01T20:00:00Z', true],
    ['2026-07-02T05:30:00Z', false],
  ] as const)
    assert.equal(isQuiet(nightly, at(time)), expected, time);
  const noon = { ...nightly, quietHours: { ...NIGHT, from: '12:00', to: '13:00' } };
  assert.ok(isQuiet(noon, at('2026-12-01T11:30:00Z')));
  assert.ok(!isQuiet(noon, at('2026-12-01T12:30:00Z')));
});

test('stored settings that are not valid are the defaults', () => {
  for (const stored of [undefined, null, 'x', { levels: { general: 'loud' }, showText: 1 }])
    assert.deepEqual(parseNotificationSettings(stored), NOTIFICATION_DEFAULTS);
});

test('previews of links are shown unless the user has switched them off', () => {
  const off = changedNotifications(NOTIFICATION_DEFAULTS, parseNotificationChange({ linkPreviews: false }), 0);
  assert.deepEqual(off, { ...NOTIFICATION_DEFAULTS, linkPreviews: false });
  assert.deepEqual(parseNotificationSettings(off), off);
  assert.deepEqual(changedNotifications(off, { sound: false }, 0), { ...off, sound: false });
  assert.deepEqual(changedNotifications(off, { linkPreviews: true }, 0), NOTIFICATION_DEFAULTS);
});

test('a change leaves the other settings as they are, and a pause that is over is left out', () => {
  const now = Date.parse('2026-12-01T08:00:00.000Z');
  const settings = {
    levels: { general: 'all' as const },
    showText: false,
    sound: true,
    pausedUntil: '2026-12-01T07:00:00.000Z',
  };
  const level = (channel: string, level: 'none' | null) =>
    changedNotifications(settings, { level: { channel, level } }, now);
  assert.deepEqual(level('random', 'none').levels, { general: 'all', random: 'none' });
  assert.deepEqual(level('general', null), { levels: {}, showText: false, sound: true });
  assert.deepEqual(changedNotifications(settings, { quietHours: NIGHT }, now).quietHours, NIGHT);
  const off = changedNotifications(settings, { threads: false }, now);
  assert.equal(changedNotifications(off, { sound: false }, now).threads, false);
  assert.equal('threads' in changedNotifications(off, { threads: true }, now), false);
  const later = '2026-12-01T09:00:00.000Z';
  assert.equal(changedNotifications(settings, { pausedUntil: later }, now).pausedUntil, later);
});
