import assert from 'node:assert/strict';
import test from 'node:test';
import { matches, namespaceOf, parseChannelPath, parseSubscribePath, segmentsOf, WireError } from './index.ts';

const refused = { name: 'WireError', code: 'bad-channel' };

test('a path has one canonical form, whatever slashes it was written with', () => {
  for (const written of [
    'default/rooms/general',
    '/default/rooms/general',
    'default/rooms/general/',
    '/default/rooms/general/',
  ])
    assert.equal(parseChannelPath(written), '/default/rooms/general');
  assert.equal(parseChannelPath('default'), '/default');
  assert.deepEqual(segmentsOf('/default/rooms/general'), ['default', 'rooms', 'general']);
});

test('a path has one to five segments of one to fifty letters, digits and inner dashes', () => {
  assert.equal(parseChannelPath('a/b/c/d/e'), '/a/b/c/d/e');
  assert.equal(parseChannelPath(`a/${'b'.repeat(50)}`), `/a/${'b'.repeat(50)}`);
  assert.equal(parseChannelPath('a/b-2--c'), '/a/b-2--c');
  const wrong = [
    '',
    '/',
    '//',
    'a//b',
    '/a//',
    'a/b/c/d/e/f',
    `a/${'b'.repeat(51)}`,
    'a/-b',
    'a/b-',
    'a/b_c',
    'a/b.c',
    'a/b c',
    'a/@b',
    'a/é',
    'a/b\n',
    '//a',
  ];
  for (const path of wrong) assert.throws(() => parseChannelPath(path), refused, path);
});

test('a value that is not a string is not a path', () => {
  for (const input of [undefined, null, 7, {}, ['a'], { $gt: '' }])
    assert.throws(() => parseChannelPath(input), refused);
});

test('a very long path is rejected at once, and its error stays short', () => {
  assert.throws(
    () => parseChannelPath('a'.repeat(1_000_000)),
    (error) => error instanceof WireError && error.message.length < 300,
  );
});

test('only a subscription may use *, and only as the whole last segment below a namespace', () => {
  assert.equal(parseSubscribePath('default/*'), '/default/*');
  assert.equal(parseSubscribePath('/a/b/c/d/*/'), '/a/b/c/d/*');
  assert.equal(parseSubscribePath('default/x'), '/default/x');
  assert.throws(() => parseChannelPath('/default/*'), refused);
  for (const path of [
    '/*',
    '*',
    '/default/**',
    '/default/a*',
    '/default/*/b',
    '/a/b/c/d/e/*',
    '/default/+',
    '/default/*/*',
  ])
    assert.throws(() => parseSubscribePath(path), refused, path);
});

test('a wildcard matches every channel below it, at any depth, and not its parent', () => {
  assert.equal(matches('/default/*', '/default/x'), true);
  assert.equal(matches('/default/*', '/default/greetings/tutorial'), true);
  assert.equal(matches('/default/a/*', '/default/b'), false);
  assert.equal(matches('/default/*', '/default'), false);
  assert.equal(matches('/default/*', '/defaults/x'), false);
  assert.equal(matches('/default/x', '/default/x'), true);
  assert.equal(matches('/default/x', '/Default/x'), false);
});

test('the first segment is the namespace', () => {
  assert.equal(namespaceOf('/default'), 'default');
  assert.equal(namespaceOf('/default/a/b'), 'default');
  assert.equal(namespaceOf('/default/*'), 'default');
});
