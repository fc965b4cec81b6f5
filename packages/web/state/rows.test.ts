// The rows of a timeline: days, groups, holes, what is new.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '@parley/chat';
import { anEntry } from '../test/world.ts';
import { type Drawn, rows } from './rows.ts';

const at = (seq: number, time: string, sender = 'sub-bob'): Entry =>
  anEntry(seq, { timestamp: new Date(`2026-03-0${time}`).toISOString(), sender });

function drawnAs(drawn: Partial<Drawn>): string[] {
  return rows({ entries: [], outgoing: [], self: 'sub-ann', newAfter: 0, ...drawn }).map((row) => {
    if (row.kind === 'entry') return `${row.opens ? '+' : ' '}${row.own ? 'own ' : ''}${row.entry.seq}`;
    if (row.kind === 'outgoing') return `${row.opens ? '+' : ' '}${row.outgoing.id}`;
    return row.kind === 'hole' ? `hole of ${row.count}` : row.kind;
  });
}

test('messages of one person within five minutes stand under one name', () => {
  const entries = [at(1, '1T12:00:00'), at(2, '1T12:04:59'), at(3, '1T12:09:59'), at(4, '1T12:10:00', 'sub-ann')];
  assert.deepEqual(drawnAs({ entries }), ['day', '+1', ' 2', '+3', '+own 4']);
});

test('each day begins with its name', () => {
  assert.deepEqual(drawnAs({ entries: [at(1, '1T23:59:00'), at(2, '2T00:00:00')] }), ['day', '+1', 'day', '+2']);
});

test('a hole is shown where it is', () => {
  assert.deepEqual(drawnAs({ entries: [at(1, '1T12:00:00'), at(4, '1T12:00:01')] }), ['day', '+1', 'hole of 2', '+4']);
});

test('what is new stands under a mark, but not what one has said oneself', () => {
  const entries = [at(1, '1T12:00:00'), at(2, '1T12:00:01'), at(3, '1T12:00:02')];
  assert.deepEqual(drawnAs({ entries, newAfter: 2 }), ['day', '+1', ' 2', 'new', '+3']);
  assert.deepEqual(drawnAs({ entries, newAfter: 2, self: 'sub-bob' }), ['day', '+own 1', ' own 2', ' own 3']);
});

test('messages on their way come last, and keep their key when the echo replaces them', () => {
  const one = {
    id: 'mine',
    kind: 'message' as const,
    message: 'hi',
    at: new Date('2026-03-01T12:01').toISOString(),
    state: 'sending' as const,
  };
  const before = rows({ entries: [at(1, '1T12:00:00')], outgoing: [one], self: 'sub-ann', newAfter: 0 });
  const echo = { ...at(2, '1T12:01:00', 'sub-ann'), id: 'mine' };
  const after = rows({ entries: [at(1, '1T12:00:00'), echo], outgoing: [], self: 'sub-ann', newAfter: 0 });
  assert.deepEqual(
    before.map(({ key }) => key),
    after.map(({ key }) => key),
  );
});
