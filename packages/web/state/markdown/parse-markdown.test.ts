// The subset of Markdown in messages: what is formatted, and what stays as typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Block, type Inline, visibleText } from './markdown-tree.ts';
import { parseMarkdown } from './parse-markdown.ts';

/** A tree in one line: `p(…)` for a paragraph, `b(…)` for bold, texts as JSON. */
function short(blocks: readonly Block[]): string {
  return blocks.map(shortBlock).join(' ');
}

function shortBlock(block: Block): string {
  if (block.kind === 'paragraph') return `p(${block.content.map(shortPart).join(' ')})`;
  if (block.kind === 'quote') return `quote(${short(block.content)})`;
  if (block.kind === 'code-block')
    return `pre${block.language ? `:${block.language}` : ''}(${JSON.stringify(block.text)})`;
  const items = block.items.map(({ number, content }) => `${number ?? '•'} ${short(content)}`);
  return `${block.ordered ? 'ol' : 'ul'}(${items.join(', ')})`;
}

function shortPart(part: Inline): string {
  if (part.kind === 'text') return JSON.stringify(part.text);
  if (part.kind === 'code') return `code(${JSON.stringify(part.text)})`;
  const content = part.content.map(shortPart).join(' ');
  return part.kind === 'link'
    ? `a[${part.href} ${part.host ?? '-'}](${content})`
    : `${part.kind.charAt(0)}(${content})`;
}

const formatted: readonly (readonly [typed: string, tree: string])[] = [
  ['**bold** text', 'p(b("bold") " text")'],
  ['*italic* and _italic_', 'p(i("italic") " and " i("italic"))'],
  ['***both***', 'p(i(b("both")))'],
  ['**bold _italic_ bold**', 'p(b("bold " i("italic") " bold"))'],
  ['**yes**/**no**', 'p(b("yes") "/" b("no"))'],
  ['~~gone~~', 'p(s("gone"))'],
  ['a `*code*` b', 'p("a " code("*code*") " b")'],
  ['`` a`b ``', 'p(code(" a`b "))'],
  ['这是**粗体**字', 'p("这是" b("粗体") "字")'],
  ['굵**게**는', 'p("굵" b("게") "는")'],
  ['**שלום** עולם', 'p(b("שלום") " עולם")'],
  ['*👍*', 'p(i("👍"))'],
  ['> one\n> two\nanswer', 'quote(p("one\\ntwo")) p("answer")'],
  ['> > deep', 'quote(quote(p("deep")))'],
  ['> - item', 'quote(ul(• p("item")))'],
  ['- one\n- two\nend', 'ul(• p("one"), • p("two")) p("end")'],
  ['* one\n  * in it', 'ul(• p("one") ul(• p("in it")))'],
  ['1. one\n1. two', 'ol(1 p("one"), 2 p("two"))'],
  ['3. one\n5. two', 'ol(3 p("one"), 5 p("two"))'],
  ['1. one\n   - in it\n2. two', 'ol(1 p("one") ul(• p("in it")), 2 p("two"))'],
  ['text\n- item', 'p("text") ul(• p("item"))'],
  ['```\na  b\n\n c\n```', 'pre("a  b\\n\\n c")'],
  ['```ts\nconst a = 1;\n```\nend', 'pre:ts("const a = 1;") p("end")'],
  ['```first line\nsecond\n```', 'pre("first line\\nsecond")'],
  ['```one\ntwo```', 'p(code("one\\ntwo"))'],
  ['- a\n  ```\n  b\n  ```', 'ul(• p("a") pre("b"))'],
  ['[text](https://a.example/x)', 'p(a[https://a.example/x a.example]("text"))'],
  ['[**b** `c`](https://a.example)', 'p(a[https://a.example/ a.example](b("b") " " code("c")))'],
  ['[https://a.example](https://a.example)', 'p(a[https://a.example/ -]("https://a.example"))'],
  ['[www.b.example](https://a.example)', 'p(a[https://a.example/ a.example]("www.b.example"))'],
  ['[x](www.a.example)', 'p(a[https://www.a.example/ www.a.example]("x"))'],
  ['[x](https://a.example/p_(q)_r)', 'p(a[https://a.example/p_(q)_r a.example]("x"))'],
  ['[write](mailto:ann@a.example)', 'p(a[mailto:ann@a.example ann@a.example]("write"))'],
  ['[`](https://a.example)`](https://b.example)', 'p(a[https://b.example/ b.example](code("](https://a.example)")))'],
  ['[`x](https://a.example) `end', 'p("[" code("x](https://a.example) ") "end")'],
  ['[x](https://bücher.example)', 'p(a[https://xn--bcher-kva.example/ xn--bcher-kva.example]("x"))'],
  [
    '[a [b](https://c.example) d](https://e.example)',
    'p("[a " a[https://c.example/ c.example]("b") " d](https://e.example)")',
  ],
  // What is between addresses and mentions is formatted; they are not.
  ['**https://a.example/_x_**', 'p(b("https://a.example/_x_"))'],
  ['_@ann_b_ *#general*', 'p(i("@ann_b") " " i("#general"))'],
];

for (const [typed, tree] of formatted)
  test(`${JSON.stringify(typed)} is formatted`, () => assert.equal(short(parseMarkdown(typed)), tree));

const plain: readonly string[] = [
  ...['snake_case_names', '__init__.py', '2*3*4', '2 * 3 * 4', 'größe*breite*höhe', 'f(*args, **kwargs)', '5 * 3 **'],
  ...[
    'C:\\Users\\_ann_\\*.txt',
    '\\\\server\\share',
    '\\*not italic\\*',
    '*.* and *.txt',
    '*_* >_< :) ^_^ ¯\\_(ツ)_/¯',
  ],
  ...[
    '>:(',
    '>quote',
    '>>> 1 + 1',
    '-1',
    '- ',
    '*',
    '* * *',
    '---',
    '***',
    '___',
    '===',
    '1.',
    '007. x',
    '+ plus',
    '#channel',
  ],
  ...['# heading', 'heading\n===', '| a | b |\n| - | - |', '![x](https://a.example/x.png)', '<b>x</b>', '<!-- x -->'],
  ...[
    '&lt; &amp; &#42;',
    '[x]',
    '[x]: https://a.example',
    '[x][y]',
    '[^1]',
    '<https://a.example>',
    '[](https://a.example)',
  ],
  ...[
    '[x](javascript:alert(1))',
    '[x](data:text/html,x)',
    '[x](//a.example)',
    '[x](/path)',
    '[x](https://a@b.example)',
  ],
  ...[
    '[x](https://a.example "title")',
    '[x](<https://a.example>)',
    '[x] (https://a.example)',
    '[x](https://a.example\\@b)',
  ],
  ...[
    '    indented\n\ttab',
    '  two\n\n\n  lines  ',
    '\n\nlines\n\n',
    'trailing \n  ',
    '```',
    '```\nnot closed',
    '``x`',
    '~~~\nx\n~~~',
  ],
  ...['a*\n\n*b', '*a\n\nb*', '**', '****', '****x****', '__x__', '~x~', '~~ x ~~', 'a_b_', '_a_b'],
  ...['    - item behind four spaces', '    > quote', 'http://a.example/*x*', 'a@b_c_.example'],
];

for (const text of plain)
  test(`${JSON.stringify(text)} stays as typed`, () =>
    assert.equal(short(parseMarkdown(text)), `p(${JSON.stringify(text)})`));

test('what is nested deeper than the limits stays text, and overflows no stack', () => {
  const depths = [
    ...['> ', '- ', '1. ', '> - '].map((mark) => `${mark.repeat(2_000)}end`),
    ...['*_', '**_', '~~*'].map((mark) => `${mark.repeat(2_000)}end${[...mark].reverse().join('').repeat(2_000)}`),
    `${'['.repeat(5_000)}end${'](https://a.example)'.repeat(250)}`,
    `${'*a '.repeat(3_000)}${'end*'.repeat(1_000)}`,
  ];
  for (const text of depths) {
    const tree = parseMarkdown(text);
    assert.match(visibleText(tree), /end/);
    assert.ok(depthOf(tree) <= 20, `${depthOf(tree)}: ${text.slice(0, 10)}`);
  }
});

test('an attack with 10,000 levels, or with long runs of marks, is parsed quickly', () => {
  const nested = ['> ', '- ', '1. ', '> - '].map((mark) => `${mark.repeat(10_000)}end`);
  const marks = [
    '*',
    '*a ',
    '**a ',
    '[',
    '[a](',
    '`',
    '`x',
    '[a`',
    '>',
    '> a\n',
    '_a ',
    '~~a ',
    '- ```\n',
    '1. a\n',
    '*_~~`[a](> ',
  ];
  for (const text of [...nested, ...marks.map((mark) => mark.repeat(20_000 / mark.length))]) {
    const started = process.cpuUsage();
    assert.ok(depthOf(parseMarkdown(text)) <= 20);
    const { user } = process.cpuUsage(started);
    assert.ok(user < 1_500_000, `${user / 1_000} ms for ${JSON.stringify(text.slice(0, 10))}`);
  }
});

function depthOf(tree: unknown): number {
  if (typeof tree !== 'object' || tree === null) return 0;
  const inner = Object.values(tree).map(depthOf);
  return Math.max(0, ...inner) + ('kind' in tree ? 1 : 0);
}
