// A message in a notification has no marks of Markdown, and what only looks like marks stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutMarks } from './without-marks.ts';

test('marks are removed, and what they are around stays', () => {
  for (const [typed, shown] of [
    ['**bold**, *italic*, _italic_ and ~~gone~~', 'bold, italic, italic and gone'],
    ['***both*** and **bold _italic_ bold**', 'both and bold italic bold'],
    ['run `npm *test*` now', 'run npm *test* now'],
    ['> a quote\n> of two lines\nanswer', 'a quote\nof two lines\nanswer'],
    ['```ts\nconst a = 1;\n```\ndone', 'const a = 1;\ndone'],
    ['see [the page](https://example.com/a_b)', 'see the page'],
    ['- one\n- two', '- one\n- two'],
  ] as const)
    assert.equal(withoutMarks(typed), shown);
});

test('what is not Markdown stays as typed', () => {
  for (const text of [
    '2*3*4 and a * b * c',
    'snake_case_names and __init__',
    'C:\\*.txt and *.*',
    '>:( >_< *_*',
    '[x](javascript:alert(1)) [y]',
    '![image](https://example.com/x.png)',
    '~ 5 ~ `',
    '**',
    '#channel :)',
  ])
    assert.equal(withoutMarks(text), text);
});
