// Completion: what is being typed at the caret, and the suggestions for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '@parley/chat';
import { beginningAt, channelSuggestions, SUGGESTIONS_MAX, userSuggestions } from './completion-suggestions.ts';

const user = (username: string) => ({ userId: `id-${username}`, username });
const DISPLAY_NAMES: Readonly<Record<string, string>> = { dave: 'David Ó Briain', omar: 'عمر' };
const nameOf = ({ username }: { username: string }) => DISPLAY_NAMES[username] ?? username;
const insertions = (suggestions: readonly { insertion: string }[]) => suggestions.map(({ insertion }) => insertion);

test('the beginning of a mention, a channel or an emoji is found before the caret', () => {
  for (const [text, expected] of [
    ['@', { sign: '@', from: 0, query: '' }],
    ['hi @da', { sign: '@', from: 3, query: 'da' }],
    ['(@da', { sign: '@', from: 1, query: 'da' }],
    ['مرحبا @عم', { sign: '@', from: 6, query: 'عم' }],
    ['see\n#gen', { sign: '#', from: 4, query: 'gen' }],
    ['ann@example', undefined],
    ['https://example.com/#part', undefined],
    ['@da ', undefined],
    ['##', undefined],
    ['so :tad', { sign: ':', from: 3, query: 'tad' }],
    [':+1:', { sign: ':', from: 0, query: '+1:' }],
    ['at 10:30', undefined],
    ['https://example', undefined],
    [':D', undefined],
    [':)', undefined],
    ['', undefined],
  ] as const)
    assert.deepEqual(beginningAt(text, text.length), expected, text);
  assert.deepEqual(beginningAt('@da and more', 3), { sign: '@', from: 0, query: 'da' });
});

test('users are found by display name and username, members first, each once', () => {
  const members = ['ann', 'dave', 'omar'].map(user);
  const of = (query: string, others: readonly string[] = []) =>
    insertions(userSuggestions(members, others.map(user), { query, nameOf }));
  assert.deepEqual(of(''), ['@ann', '@dave', '@omar']);
  assert.deepEqual(of('bri'), ['@dave']);
  assert.deepEqual(of('عم'), ['@omar']);
  assert.deepEqual(of('da', ['dave', 'dana']), ['@dave', '@dana']);
  assert.deepEqual(of('xyz'), []);
  assert.deepEqual(of('', ['x y']), ['@ann', '@dave', '@omar'], 'a name that no mention can contain');
  const many = Array.from({ length: 30 }, (_, index) => user(`user${index}`));
  assert.equal(userSuggestions(many, [], { query: '', nameOf }).length, SUGGESTIONS_MAX);
});

test('public channels are found by name and title; private ones and conversations are not suggested', () => {
  const channels = [
    { name: 'general', kind: 'public' },
    { name: 'design-ux', kind: 'public', title: 'Look and feel' },
    { name: 'p-1', kind: 'private', title: 'Generals' },
    { name: 'd-1', kind: 'direct' },
  ] as unknown as Channel[];
  assert.deepEqual(insertions(channelSuggestions(channels, 'gen')), ['#general']);
  assert.deepEqual(insertions(channelSuggestions(channels, 'feel')), ['#design-ux']);
  assert.deepEqual(insertions(channelSuggestions(channels, '')), ['#general', '#design-ux']);
});
