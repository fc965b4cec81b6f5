// Marks around a selection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Mark, toggleMark } from './format-selection.ts';

/** A text with its selection in brackets, before and after. */
const cases: readonly (readonly [before: string, mark: Mark, after: string])[] = [
  ['say [hello] to', '**', 'say **[hello]** to'],
  ['say **[hello]** to', '**', 'say [hello] to'],
  ['say [**hello**] to', '**', 'say [hello] to'],
  ['say [ hello ]to', '_', 'say  _[hello]_ to'],
  ['[]', '`', '`[]`'],
  ['**[]**', '**', '[]'],
  ['[a] b', '~~', '~~[a]~~ b'],
  ['**[a]**', '_', '**_[a]_**'],
  ['[  ]', '_', '_[  ]_'],
];

for (const [before, mark, after] of cases)
  test(`${mark} makes ${JSON.stringify(after)} of ${JSON.stringify(before)}`, () => {
    const from = before.indexOf('[');
    const to = before.indexOf(']') - 1;
    const text = before.replace(/[[\]]/g, '');
    const { replaced, by, selected } = toggleMark(text, { from, to }, mark);
    const result = text.slice(0, replaced.from) + by + text.slice(replaced.to);
    assert.equal(
      `${result.slice(0, selected.from)}[${result.slice(selected.from, selected.to)}]${result.slice(selected.to)}`,
      after,
    );
  });
