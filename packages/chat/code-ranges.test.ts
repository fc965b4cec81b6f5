// Where code is in a text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeRanges } from './index.ts';

/** A text whose code is in brackets. */
const texts: readonly string[] = [
  'a [`b`] c',
  '[``a ` b``] [`c`]',
  '`a `` b',
  '\\`a[`, \\`]a`',
  '[`a\nb`]',
  '`a\n\nb`',
  '[```\na\n\n`b\n```]\nend [`c`]',
  '[```ts\na\n`````]\n',
  '```\n[`a`]\n``',
  '[```a`b```]',
  '[> ```\n> a\n> ```]\n> end',
  '> ```\n> a\n```',
  '> `a\nb`',
  '> [`a\n> b`]',
  '- [`a\n  b`]\n- `a\n- b`',
  '- `a\nb`',
  '1. a\n[   ```\n   b\n   ```]\n2. [`c`]',
  '- a\n[\t```\n\tb\n\t```]',
  'text\n2. [`a\n3. b`]',
  '',
  'no code',
];

for (const marked of texts)
  test(`the code in ${JSON.stringify(marked)} is in the brackets`, () => {
    const text = marked.replace(/[[\]]/g, '');
    const at = codeRanges(text).flatMap(({ from, to }) => [from, to]);
    const parts = [0, ...at].map((from, index) => text.slice(from, at[index]));
    assert.equal(parts.map((part, index) => (index === 0 ? '' : index % 2 ? '[' : ']') + part).join(''), marked);
  });

test('an attack with thousands of fences, quotes and backticks is read quickly', () => {
  const fences = Array.from({ length: 100 }, (_, index) => '`'.repeat(index + 3)).join('\n');
  const attacks = ['`'.repeat(10_000), '`x'.repeat(5_000), fences + '\n'.repeat(4_500), '> > > > ```\n'.repeat(800)];
  for (const text of [
    ...attacks,
    `${'> '.repeat(5_000)}\`x\``,
    `${'\t'.repeat(9_990)}\`x\``,
    '- ```\n'.repeat(1_600),
  ]) {
    const started = process.cpuUsage();
    codeRanges(text);
    const { user } = process.cpuUsage(started);
    assert.ok(user < 1_000_000, `${user / 1_000} ms for ${JSON.stringify(text.slice(0, 20))}`);
  }
});
