// The server, which does not parse Markdown, and the page agree on what is code: there, mentions notify no user.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeRanges } from '@parley/chat';
import { seeded } from '../../testing/seeded-random.ts';
import { parseMarkdown } from './parse-markdown.ts';

const TEXTS = 3_000;

/** What the texts consist of; between them are words. */
const PARTS = [
  ...[
    '`',
    '`',
    '``',
    '```',
    '\n',
    '\n',
    '\n```\n',
    '\n```js\n',
    '> ',
    '- ',
    '1. ',
    '2. ',
    '  ',
    '    ',
    '\n\n',
    ' ',
    '\\',
  ],
  ...['*', '[', '](https://a.example)', '\n> ', '\n- ', '\n> - ', '\n  ', '\n\t', '\n   ', '- - ', '> > '],
];

test(`in ${TEXTS.toLocaleString('en')} random texts the same words are in code`, () => {
  const random = seeded(1);
  for (let count = 0; count < TEXTS; count++) {
    const words = Array.from({ length: 2 + Math.floor(random() * 14) }, (_, at) => (random() < 0.4 ? `w${at}.` : ''));
    const text = words.map((word) => PARTS[Math.floor(random() * PARTS.length)] + word).join('');
    const ranges = codeRanges(text);
    const isInCode = (at: number) => ranges.some(({ from, to }) => from <= at && at < to);
    const found = [...text.matchAll(/w\d+\./g)].filter(({ index }) => isInCode(index)).map(([word]) => word);
    assert.deepEqual(found, codeIn(parseMarkdown(text)).match(/w\d+\./g) ?? [], JSON.stringify(text));
  }
});

/** The code in a tree, with the names of languages. */
function codeIn(tree: unknown): string {
  if (typeof tree !== 'object' || tree === null) return '';
  const { kind, text, language } = tree as { kind?: string; text?: string; language?: string };
  if (kind === 'code' || kind === 'code-block') return `${language} ${text} `;
  return Object.values(tree).map(codeIn).join('');
}
