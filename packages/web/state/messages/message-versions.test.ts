// The versions of a message: what an edit has changed, and what is said of versions that were not kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseVersions, versionRows } from './message-versions.ts';

const AT = '2026-12-01T09:00:00.000Z';
const version = (edit: number, message: string, at = `2026-12-01T09:0${edit}:00.000Z`) => ({ edit, message, at });

/** The parts of each version, `+` added and `-` removed. */
function changesOf(...texts: string[]): string[] {
  const versions = texts.map((message, index) => version(texts.length - 1 - index, message));
  return versionRows(versions, AT).map(({ parts }) =>
    parts
      .map(({ text, change = 'same' }) => (change === 'same' ? text : `[${change === 'added' ? '+' : '-'}${text}]`))
      .join(''),
  );
}

test('words that an edit has added and removed are marked', () => {
  assert.deepEqual(changesOf('Lunch at one, all', 'Lunch at noon, all', 'Luch at noon, all'), [
    'Lunch at [-noon][+one], all',
    '[-Luch][+Lunch] at noon, all',
    'Luch at noon, all',
  ]);
});

test('words are those of any script', () => {
  assert.deepEqual(changesOf('الغداء في الواحدة', 'الغداء في الثانية'), [
    'الغداء في [-الثانية][+الواحدة]',
    'الغداء في الثانية',
  ]);
  assert.deepEqual(changesOf('明日は学校', '今日は学校'), ['[-今日][+明日]は学校', '今日は学校']);
  assert.deepEqual(changesOf('ok 👩‍👩‍👧', 'ok 👍'), ['ok [-👍][+👩‍👩‍👧]', 'ok 👍']);
});

test('texts that have little in common are displayed without marks', () => {
  const words = (prefix: string) => Array.from({ length: 1_500 }, (_, index) => `${prefix}${index}`).join(' ');
  assert.deepEqual(changesOf(words('a'), words('b')), [words('a'), words('b')]);
});

test('the current and the original version are named, and so is what was not kept', () => {
  const rows = versionRows([version(9, 'i'), version(4, 'd'), version(0, 'a', AT)], AT);
  assert.deepEqual(
    rows.map(({ current, original, skipped }) => [current, original, skipped]),
    [
      [true, false, 4],
      [false, false, 3],
      [false, true, 0],
    ],
  );
  // Edited before versions were kept.
  assert.equal(versionRows([version(0, 'b', '2026-12-01T10:00:00.000Z')], AT)[0]?.original, false);
});

test('a response that is not a list of versions is an error', () => {
  assert.deepEqual(parseVersions({ versions: [{ edit: 0, message: 'a', other: 1 }] }), [{ edit: 0, message: 'a' }]);
  for (const versions of [undefined, {}, [{ edit: '0', message: 'a' }], [{ edit: 0 }]])
    assert.throws(() => parseVersions({ versions }), /versions/);
});
