// The window on a long timeline: bounded, and moved in both directions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries } from '../../testing/fakes.ts';
import { DRAWN_MAX, drawn, followsNewest, held, NEWEST, newer, older, type Window } from './timeline-window.ts';

const log = entries(1, 2000);
const edges = (window: Window, of = log) => {
  const piece = drawn(of, window);
  return [piece[0]?.seq, piece.at(-1)?.seq];
};

test('the newest are drawn, and new ones follow', () => {
  assert.deepEqual(edges(NEWEST), [1881, 2000]);
  assert.ok(followsNewest(log, NEWEST));
  assert.deepEqual(edges(NEWEST, entries(1, 2005)), [1886, 2005]);
});

test('for a reader who has scrolled up, the window stays while new ones come', () => {
  const window = held(log, NEWEST);
  assert.deepEqual(edges(held(entries(1, 2005), window), entries(1, 2005)), [1881, 2005]);
  const long = entries(1, 2500);
  const far = held(long, window);
  assert.deepEqual(edges(far, long), [1881, 1881 + DRAWN_MAX - 1]);
  assert.ok(!followsNewest(long, far));
});

test('scrolling up to the beginning and down to the end never draws more than the most, and skips nothing', () => {
  let window = held(log, NEWEST);
  const seen = new Set<number>();
  for (let next: Window | undefined = window; next; next = older(log, window)) {
    window = next;
    const piece = drawn(log, window);
    assert.ok(piece.length <= DRAWN_MAX);
    for (const { seq } of piece) seen.add(seq);
  }
  assert.equal(seen.size, log.length);
  assert.equal(edges(window)[0], 1);
  for (let next: Window | undefined = window; next; next = newer(log, window)) {
    window = next;
    assert.ok(drawn(log, window).length <= DRAWN_MAX);
  }
  assert.equal(edges(window)[1], 2000);
  assert.ok(followsNewest(log, window));
});

test('each step keeps rows that were drawn, so that the reader keeps the place', () => {
  let window = held(log, NEWEST);
  for (let steps = 0; steps < 20; steps++) {
    const before = edges(window);
    window = older(log, window) ?? window;
    assert.ok((edges(window)[1] ?? 0) > (before[0] ?? 0) + 50);
  }
});

test('a short timeline has nothing older and nothing newer', () => {
  assert.equal(older(entries(1, 5), held(entries(1, 5), NEWEST)), undefined);
  assert.equal(newer(entries(1, 5), NEWEST), undefined);
  assert.deepEqual(drawn([], NEWEST), []);
});
