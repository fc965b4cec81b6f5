// What each format of the toolbar makes of a text and its selection, and how it is taken away again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { continueLine } from './continue-line.ts';
import { isInCode, isInCodeBlock, linkByPasting } from './format-block.ts';
import type { Range, Replacement } from './format-selection.ts';
import { FORMATS, type FormatName } from './text-formats.ts';

/** A text with its selection between ‹ and ›, which may be one place: |. */
function parse(marked: string): { text: string; range: Range } {
  const full = marked.replace('|', '‹›');
  const from = full.indexOf('‹');
  return { text: full.replace(/[‹›]/g, ''), range: { from, to: full.indexOf('›') - 1 } };
}

function show(text: string, { replaced, by, selected: { from, to } }: Replacement): string {
  const result = text.slice(0, replaced.from) + by + text.slice(replaced.to);
  const selection = from === to ? '|' : `‹${result.slice(from, to)}›`;
  return result.slice(0, from) + selection + result.slice(to);
}

function toggled(format: FormatName, marked: string): string {
  const { text, range } = parse(marked);
  return show(text, FORMATS[format].toggle(text, range));
}

/** Each of these is undone by the same format. */
const there: readonly (readonly [FormatName, string, string])[] = [
  ['bold', 'a ‹b› c', 'a **‹b›** c'],
  ['italic', '‹b›', '_‹b›_'],
  ['strikethrough', '|', '~~|~~'],
  ['inlineCode', 'a ‹b c›', 'a `‹b c›`'],
  ['quotation', 'a\n‹b\n\nc›\nd', 'a\n‹> b\n\n> c›\nd'],
  ['quotation', 'a|b', '> a|b'],
  ['bulletedList', '‹a\n  b›', '‹- a\n  - b›'],
  ['numberedList', 'x\n‹a\nb›', 'x\n‹1. a\n2. b›'],
  ['codeBlock', '‹a\nb›', '```\n‹a\nb›\n```'],
  ['codeBlock', '‹a ``` b›', '````\n‹a ``` b›\n````'],
  ['link', 'the ‹plan› b', 'the [plan](‹https://›) b'],
];

for (const [format, before, after] of there)
  test(`${format} of ${JSON.stringify(before)} is ${JSON.stringify(after)}, and back`, () => {
    const { text, range } = parse(before);
    assert.equal(FORMATS[format].isActive(text, range), false);
    assert.equal(toggled(format, before), after);
    const formatted = parse(after);
    assert.equal(FORMATS[format].isActive(formatted.text, formatted.range), true);
    assert.equal(parse(toggled(format, after)).text, text);
  });

const cases: readonly (readonly [FormatName, string, string])[] = [
  // The caret in formatted words.
  ['bold', 'a **b|c** d', 'a b|c d'],
  ['bold', '**_b|c_**', '_b|c_'],
  ['italic', '**_b|c_**', '**b|c**'],
  ['italic', 'a *b|c* d', 'a b|c d'],
  ['italic', '***b|c***', '***b_|_c***'],
  ['strikethrough', '~~a ‹b› c~~', 'a ‹b› c'],
  ['inlineCode', '`a|b`', 'a|b'],
  // A list becomes another one; an empty line becomes an item.
  ['numberedList', '‹- a\n- b›', '‹1. a\n2. b›'],
  ['bulletedList', '1. a|', '- a|'],
  ['bulletedList', '|', '- |'],
  ['quotation', '> a\n‹> b\nc›', '> a\n‹> > b\n> c›'],
  // The line break behind the last selected line is none of it.
  ['bulletedList', '‹a\n›b', '‹- a›\nb'],
  // A block has lines of its own.
  ['codeBlock', 'a |b', 'a \n```\n|\n```\nb'],
  ['codeBlock', 'x\n```js\na|b\n```\ny', 'x\na|b\ny'],
  ['link', '|', '[|](https://)'],
  ['link', '‹https://a.example›', '[|](https://a.example)'],
  ['link', '[the ‹plan›](https://a.example) b', '‹the plan› b'],
];

for (const [format, before, after] of cases)
  test(`${format} of ${JSON.stringify(before)} is ${JSON.stringify(after)}`, () =>
    assert.equal(toggled(format, before), after));

/** A line break, and what it adds. */
const breaks: readonly (readonly [string, string | undefined])[] = [
  ['- a|', '- a\n- |'],
  ['* a|b', '* a\n* |b'],
  ['1. a|', '1. a\n2. |'],
  ['  9) a|\n10) b', '  9) a\n  10) |\n10) b'],
  ['- a\n- |', '- a\n|'],
  ['1. a\n2. |', '1. a\n|'],
  ['> a|', '> a\n> |'],
  ['> a\n> |', '> a\n|'],
  ['> - a|', '> - a\n> - |'],
  ['> - a\n> - |', '> - a\n> |'],
  ['text|', undefined],
  ['-|', '|'],
  ['|- a', undefined],
  ['2*3|', undefined],
  ['-1|', undefined],
  ['```\na|', '```\na\n|'],
  ['```\n  a|', '```\n  a\n  |'],
  ['```\n- a|\n```', '```\n- a\n|\n```'],
  ['> ```\n> a|', '> ```\n> a\n> |'],
  ['```\na\n```|', undefined],
  ['```one line```|', undefined],
];

for (const [before, after] of breaks)
  test(`a line break in ${JSON.stringify(before)} makes ${JSON.stringify(after)}`, () => {
    const { text, range } = parse(before);
    const replacement = continueLine(text, range.from);
    assert.equal(replacement && show(text, replacement), after);
  });

test('an address that is pasted over words makes a link, and replaces what is none', () => {
  const pasted = (marked: string, address: string) => {
    const { text, range } = parse(marked);
    const replacement = linkByPasting(text, range, address);
    return replacement && show(text, replacement);
  };
  assert.equal(pasted('see ‹the plan› b', 'https://a.example/x\n'), 'see [the plan](https://a.example/x)| b');
  assert.equal(pasted('see ‹the plan ›b', 'https://a.example'), 'see [the plan](https://a.example)| b');
  assert.equal(pasted('‹a›', 'https://a.example/x_(y'), '[a](https://a.example/x_%28y)|');
  for (const marked of [
    '|',
    '‹https://b.example›',
    '[a](‹https://›)',
    '`‹a›`',
    '‹a\nb›',
    '‹[a]›',
    '[‹a›](https://b.example)',
  ])
    assert.equal(pasted(marked, 'https://a.example'), undefined, marked);
  for (const other of ['text', 'https://a.example and more', 'javascript:alert(1)', 'https://a@b.example', '/x'])
    assert.equal(pasted('‹a›', other), undefined, other);
});

test('what is typed in code is known before the code is closed', () => {
  const isCode = (marked: string) => isInCode(parse(marked).text, parse(marked).range.from);
  for (const text of ['`:tada|', 'a `b|', '`a|b`', '```\n:ta|', '> ```\n> :ta|', '- `a|', '``a`|'])
    assert.equal(isCode(text), true, text);
  for (const text of [':tada|', '`a` :ta|', 'don`t :ta|', '```\na\n```\n:ta|', '`a\n\n:ta|'])
    assert.equal(isCode(text), false, text);
  assert.equal(isInCodeBlock('```\na', 5), true);
  assert.equal(isInCodeBlock('`a', 2), false);
});

test('an attack with long lines of marks is formatted quickly', () => {
  for (const text of [
    '**a '.repeat(2_500),
    '`a'.repeat(5_000),
    '[a]('.repeat(2_500),
    '_a'.repeat(5_000),
    '> '.repeat(5_000),
  ]) {
    const started = process.cpuUsage();
    for (const { toggle, isActive } of Object.values(FORMATS)) {
      toggle(text, { from: 5_000, to: 5_000 });
      isActive(text, { from: 5_000, to: 5_000 });
    }
    continueLine(text, 5_000);
    isInCode(text, 5_000);
    const { user } = process.cpuUsage(started);
    assert.ok(user < 1_000_000, `${user / 1_000} ms for ${JSON.stringify(text.slice(0, 10))}`);
  }
});
