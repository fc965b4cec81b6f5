// What is displayed of a message that matches.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@parley/chat';
import { snippetOf } from './snippet.ts';

const message = (text: string) =>
  ({ kind: 'message', message: text, username: 'ann', channel: 'c', seq: 1 }) as Message;
const marked = (text: string, query: string) =>
  snippetOf(message(text), query)
    .map((part) => (part.isMatch ? `[${part.text}]` : part.text))
    .join('');

test('the matches of a short text are marked, without its filters', () => {
  assert.equal(marked('Herr Müller and <b>Muller</b>', 'muller from:bob'), 'Herr [Müller] and <b>[Muller]</b>');
});

test('a long text begins at a word before its first match, and ends with an ellipsis', () => {
  const snippet = marked(`${'far away '.repeat(40)}needle ${'hay '.repeat(100)}`, 'needle ');
  assert.match(snippet, /^…(?:away )?(?:far away )+\[needle\] hay .*hay …$|^…[\w ]+\[needle\].*…$/);
  assert.ok(snippet.length < 300);
});

test('a snippet has no marks of formatting, unless they are what matches', () => {
  assert.equal(marked('> the **big plan** in `code`', 'plan '), 'the big [plan] in code');
  assert.equal(marked('the **big** plan', '"big plan"'), 'the [big] [plan]');
  assert.equal(marked('see [the plan](https://needle.example)', 'needle '), 'see [the plan](https://[needle].example)');
});

test('a text that no longer matches is displayed from its beginning', () => {
  assert.equal(marked('edited since', 'before '), 'edited since');
});
