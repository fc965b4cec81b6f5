import assert from 'node:assert/strict';
import { test } from 'node:test';
import { previewableLinks } from './previewable-links.ts';

const HOME = 'https://chat.example/';
const of = (text: string) => previewableLinks(text, HOME);

test('the links of a message have previews, in their order, each once and without its fragment', () => {
  assert.deepEqual(of('see https://a.example/x#part, www.b.example and https://a.example/x#other.'), [
    'https://a.example/x',
    'https://www.b.example/',
  ]);
  assert.deepEqual(of('- *a* [text](https://a.example/)\n- **[b](https://b.example)**'), [
    'https://a.example/',
    'https://b.example/',
  ]);
});

test('links in code, in quotes and in angle brackets have no preview', () => {
  assert.deepEqual(of('`https://a.example`'), []);
  assert.deepEqual(of('```\nhttps://a.example\n```'), []);
  assert.deepEqual(of('> https://a.example\n\nhttps://b.example'), ['https://b.example/']);
  assert.deepEqual(of('<https://a.example> https://b.example'), ['https://b.example/']);
});

test('only the first three links have previews, and no e-mail address, link within the chat or endless address', () => {
  assert.deepEqual(of('https://1.example https://2.example https://3.example https://4.example').length, 3);
  assert.deepEqual(of(`a@b.example mailto:a@b.example ${HOME}#general/12 https://a.example/${'x'.repeat(2_048)}`), []);
  assert.deepEqual(of('no link'), []);
});
