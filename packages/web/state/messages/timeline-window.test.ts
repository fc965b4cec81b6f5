// The window of a long timeline: bounded, and moved in both directions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries } from '../../testing/fakes.ts';
import {
  entriesIn,
  extendedDown,
  extendedUp,
  followsNewest,
  NEWEST,
  pinned,
  RENDERED_MAX,
  type TimelineWindow,
} from './timeline-window.ts';

const log = entries(1, 2000);
const edges = (current: TimelineWindow, of = log) => {
  const piece = entriesIn(of, current);
  return [piece[0]?.seq, piece.at(-1)?.seq];
};

test('the newest entries are in the window, and new ones follow', () => {
  assert.deepEqual(edges(NEWEST), [1881, 2000]);
  assert.ok(followsNewest(log, NEWEST));
  assert.deepEqual(edges(NEWEST, entries(1, 2005)), [1886, 2005]);
});

test('for a reader who has scrolled up, the window stays while new entries arrive', () => {
  const current = pinned(log, NEWEST);
  assert.deepEqual(edges(pinned(entries(1, 2005), current), entries(1, 2005)), [1881, 2005]);
  const long = entries(1, 2500);
  const far = pinned(long, current);
  assert.deepEqual(edges(far, long), [1881, 1881 + RENDERED_MAX - 1]);
  assert.ok(!followsNewest(long, far));
});

test('scrolling up to the beginning and down to the end never exceeds the maximum, and skips no entry', () => {
  let current = pinned(log, NEWEST);
  const seen = new Set<number>();
  for (let next: TimelineWindow | undefined = current; next; next = extendedUp(log, current)) {
    current = next;
    const piece = entriesIn(log, current);
    assert.ok(piece.length <= RENDERED_MAX);
    for (const { seq } of piece) seen.add(seq);
  }
  assert.equal(seen.size, log.length);
  assert.equal(edges(current)[0], 1);
  for (let next: TimelineWindow | undefined = current; next; next = extendedDown(log, current)) {
    current = next;
    assert.ok(entriesIn(log, current).length <= RENDERED_MAX);
  }
  assert.equal(edges(current)[1], 2000);
  assert.ok(followsNewest(log, current));
});

test('each step keeps entries of the window before, so that the reader keeps the position', () => {
  let current = pinned(log, NEWEST);
  for (let steps = 0; steps < 20; steps++) {
    const before = edges(current);
    current = extendedUp(log, current) ?? current;
    assert.ok((edges(current)[1] ?? 0) > (before[0] ?? 0) + 50);
  }
});

test('the window of a short timeline does not move', () => {
  assert.equal(extendedUp(entries(1, 5), pinned(entries(1, 5), NEWEST)), undefined);
  assert.equal(extendedDown(entries(1, 5), NEWEST), undefined);
  assert.deepEqual(entriesIn([], NEWEST), []);
});
