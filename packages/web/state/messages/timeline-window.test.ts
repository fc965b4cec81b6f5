// The window on a long timeline: bounded, and moved in both directions.
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
  type Window,
} from './timeline-window.ts';

const log = entries(1, 2000);
const edges = (window: Window, of = log) => {
  const piece = entriesIn(of, window);
  return [piece[0]?.seq, piece.at(-1)?.seq];
};

test('the newest are entriesIn, and new ones follow', () => {
  assert.deepEqual(edges(NEWEST), [1881, 2000]);
  assert.ok(followsNewest(log, NEWEST));
  assert.deepEqual(edges(NEWEST, entries(1, 2005)), [1886, 2005]);
});

test('for a reader who has scrolled up, the window stays while new ones come', () => {
  const window = pinned(log, NEWEST);
  assert.deepEqual(edges(pinned(entries(1, 2005), window), entries(1, 2005)), [1881, 2005]);
  const long = entries(1, 2500);
  const far = pinned(long, window);
  assert.deepEqual(edges(far, long), [1881, 1881 + RENDERED_MAX - 1]);
  assert.ok(!followsNewest(long, far));
});

test('scrolling up to the beginning and down to the end never draws more than the most, and skips nothing', () => {
  let window = pinned(log, NEWEST);
  const seen = new Set<number>();
  for (let next: Window | undefined = window; next; next = extendedUp(log, window)) {
    window = next;
    const piece = entriesIn(log, window);
    assert.ok(piece.length <= RENDERED_MAX);
    for (const { seq } of piece) seen.add(seq);
  }
  assert.equal(seen.size, log.length);
  assert.equal(edges(window)[0], 1);
  for (let next: Window | undefined = window; next; next = extendedDown(log, window)) {
    window = next;
    assert.ok(entriesIn(log, window).length <= RENDERED_MAX);
  }
  assert.equal(edges(window)[1], 2000);
  assert.ok(followsNewest(log, window));
});

test('each step keeps rows that were entriesIn, so that the reader keeps the place', () => {
  let window = pinned(log, NEWEST);
  for (let steps = 0; steps < 20; steps++) {
    const before = edges(window);
    window = extendedUp(log, window) ?? window;
    assert.ok((edges(window)[1] ?? 0) > (before[0] ?? 0) + 50);
  }
});

test('a short timeline has nothing older and nothing newer', () => {
  assert.equal(extendedUp(entries(1, 5), pinned(entries(1, 5), NEWEST)), undefined);
  assert.equal(extendedDown(entries(1, 5), NEWEST), undefined);
  assert.deepEqual(entriesIn([], NEWEST), []);
});
