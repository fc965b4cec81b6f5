// The guarantee of a timeline: the same inputs, in any order and any number, give the same timeline.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, Page } from '@parley/chat';
import { anEntry, entries } from '../../testing/fakes.ts';
import { seeded } from '../../testing/seeded-random.ts';
import * as timelines from './timeline.ts';
import { EMPTY, type Outgoing, type Timeline } from './timeline.ts';

const seqs = (timeline: Timeline) => timeline.entries.map(({ seq }) => seq);
const page = (from: number, to: number, head: number, more: boolean): Page => ({
  entries: entries(from, to),
  head,
  more,
});
const outgoing = (id: string): Outgoing => ({
  id,
  kind: 'message',
  message: 'hi',
  at: '2026-01-01T00:00:00.000Z',
  state: 'queued',
});

test('any order and any duplication of the same inputs give the same timeline', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = seeded(seed);
    const inputs = someInputs(random);
    const expected = inputs.reduce((timeline, input) => input(timeline), EMPTY);
    const shuffled = shuffle([...inputs, ...inputs.filter(() => random() < 0.5)], random);
    const found = shuffled.reduce((timeline, input) => input(timeline), EMPTY);
    assert.deepEqual(found, expected, `seed ${seed}`);
  }
});

test('entries are ordered by seq, in whichever order they arrive, without duplicates', () => {
  const timeline = [3, 1, 2, 3, 2].map((seq) => anEntry(seq)).reduce(timelines.withEntry, EMPTY);
  assert.deepEqual(seqs(timeline), [1, 2, 3]);
});

test('an outgoing message is replaced by its entry', () => {
  const pending = timelines.withOutgoing(EMPTY, [outgoing('mine')]);
  assert.equal(pending.outgoing.length, 1);
  const echoed = timelines.withEntry(pending, anEntry(1, { id: 'mine' }));
  assert.deepEqual(echoed.outgoing, []);
  assert.deepEqual(seqs(echoed), [1]);
});

test('a message whose entry arrived first is not outgoing again', () => {
  const echoed = timelines.withEntry(EMPTY, anEntry(1, { id: 'mine' }));
  assert.deepEqual(timelines.withOutgoing(echoed, [outgoing('mine')]).outgoing, []);
});

test('a gap is known as soon as an entry after it is received', () => {
  const known = timelines.withPage(EMPTY, {}, page(4, 8, 8, true));
  const timeline = [12, 10].map((seq) => anEntry(seq)).reduce(timelines.withEntry, known);
  assert.deepEqual(timelines.gaps(timeline), [
    { from: 9, to: 9 },
    { from: 11, to: 11 },
  ]);
  assert.equal(timelines.completeTo(timeline), 8);
});

test('a head that is ahead of the entries is a gap', () => {
  const timeline = timelines.withPage(EMPTY, {}, page(1, 3, 5, false));
  assert.deepEqual(timelines.gaps(timeline), [{ from: 4, to: 5 }]);
});

test('the first entry of an empty channel leaves no gap, the second alone leaves one', () => {
  const empty = timelines.withPage(EMPTY, {}, page(1, 0, 0, false));
  assert.deepEqual(timelines.gaps(timelines.withEntry(empty, anEntry(1))), []);
  assert.deepEqual(timelines.gaps(timelines.withEntry(empty, anEntry(2))), [{ from: 1, to: 1 }]);
});

test('there is no gap before anything is loaded', () => {
  assert.deepEqual(timelines.gaps({ ...EMPTY, head: 9 }), []);
  assert.equal(timelines.completeTo(EMPTY), undefined);
});

test('older pages are loaded on demand until the beginning of the log', () => {
  const newest = timelines.withPage(EMPTY, {}, page(5, 8, 8, true));
  assert.equal(timelines.olderThan(newest), 5);
  const more = timelines.withPage(newest, { before: 5 }, page(2, 4, 8, true));
  assert.equal(timelines.olderThan(more), 2);
  const all = timelines.withPage(more, { before: 2 }, page(1, 1, 8, false));
  assert.equal(timelines.olderThan(all), undefined);
  assert.deepEqual(seqs(all), [1, 2, 3, 4, 5, 6, 7, 8]);
});

test('a seq that the log does not contain is requested once', () => {
  const known = timelines.withPage(EMPTY, {}, page(1, 3, 3, false));
  const holed = timelines.withEntry(known, anEntry(6));
  const answered = timelines.withPage(holed, { after: 3 }, { entries: [anEntry(5), anEntry(6)], head: 6, more: false });
  assert.deepEqual(timelines.gaps(answered), []);
});

test('a trimmed timeline loads what was removed', () => {
  const timeline = timelines.trimmed(timelines.withPage(EMPTY, {}, page(1, 9, 9, false)), 3);
  assert.deepEqual(seqs(timeline), [7, 8, 9]);
  assert.equal(timelines.olderThan(timeline), 7);
  assert.deepEqual(timelines.gaps(timeline), []);
});

/** A message with its changes up to the entry `changedSeq`. */
function anEdited(seq: number, changedSeq: number) {
  return anEntry(seq, { message: `edited at ${changedSeq}`, changedSeq, edited: true });
}

test('a message that was loaded later is newer, and an older version that arrives late has no effect', () => {
  const known = timelines.withPage(EMPTY, {}, page(1, 3, 3, false));
  const read = (timeline: Timeline, ...entries: Entry[]) =>
    timelines.withPage(timeline, { before: 3 }, { entries, head: 5, more: false });
  const later = read(known, anEntry(1), anEdited(2, 5));
  assert.deepEqual(later.entries[1], anEdited(2, 5));
  assert.deepEqual(read(later, anEntry(1), anEdited(2, 4)).entries[1], anEdited(2, 5));
});

test('entries of every kind have a seq: an edit leaves no gap', () => {
  const { message: _, ...base } = anEntry(4);
  const edit: Entry = { ...base, kind: 'edit', target: 2, message: 'other words' };
  const timeline = [edit, anEntry(5)].reduce(timelines.withEntry, timelines.withPage(EMPTY, {}, page(1, 3, 3, false)));
  assert.deepEqual(timelines.gaps(timeline), []);
  assert.equal(timelines.completeTo(timeline), 5);
});

test('missed entries are added; when there are too many, the timeline restarts with the newest', () => {
  const known = timelines.withOutgoing(timelines.withPage(EMPTY, {}, page(1, 3, 3, false)), [outgoing('mine')]);
  const complete = timelines.withMissed(known, 3, { complete: true, entries: entries(4, 6), head: 9, more: true });
  assert.deepEqual(seqs(complete), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(timelines.gaps(complete), [{ from: 7, to: 9 }]);
  const limited = timelines.withMissed(known, 3, { complete: false, from: 80, entries: entries(80, 90), head: 90 });
  assert.deepEqual(seqs(limited), seqs(timelines.withPage(EMPTY, {}, page(80, 90, 90, true))));
  assert.equal(timelines.olderThan(limited), 80);
  assert.deepEqual(timelines.gaps(limited), []);
  assert.equal(limited.outgoing.length, 1);
});

test('when the log was restarted, the timeline restarts', () => {
  const known = timelines.withPage(EMPTY, {}, page(1, 30, 30, false));
  const limited = timelines.withMissed(known, 30, { complete: false, from: 1, entries: entries(1, 2), head: 2 });
  assert.deepEqual([seqs(limited), limited.head], [[1, 2], 2]);
});

test('a response that arrives after the timeline has restarted has no effect', () => {
  const anew = timelines.withPage(EMPTY, {}, page(80, 90, 90, true));
  assert.equal(timelines.withMissed(anew, 3, { complete: true, entries: entries(4, 6), head: 90, more: true }), anew);
});

type Input = (timeline: Timeline) => Timeline;

// What a page may hear of a log of 40: entries, pages in each direction, heads, a message typed here. Each is a function of the timeline before.
function someInputs(random: () => number): Input[] {
  const head = 40;
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return Array.from({ length: whole(1, 12) }, (): Input => {
    const seq = whole(1, head);
    const size = whole(1, 9);
    switch (whole(0, 5)) {
      case 4:
        return (timeline) => timelines.withOutgoing(timeline, [outgoing('entry-20')]);
      case 0:
        return (timeline) =>
          timelines.withPage(timeline, { after: seq - 1 }, page(seq, Math.min(head, seq + size), head, true));
      case 1:
        return (timeline) =>
          timelines.withPage(timeline, { before: seq + 1 }, page(Math.max(1, seq - size), seq, head, seq - size > 1));
      case 2:
        return (timeline) => timelines.withPage(timeline, {}, page(head - size, head, head, true));
      case 3:
        return (timeline) => timelines.withEntry(timeline, anEdited(seq, seq + size));
      default:
        return (timeline) => timelines.withEntry(timeline, anEntry(seq));
    }
  });
}

function shuffle<T>(items: T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
