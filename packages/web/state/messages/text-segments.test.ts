// A message stays text: only http and https addresses become links, and no character is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkTarget, segments } from './text-segments.ts';

const links = (text: string) => segments(text).flatMap(({ href }) => href ?? []);

test('addresses become links, without the full stop or bracket that follows them', () => {
  assert.deepEqual(links('See https://a.example/x?y=1#z. And (http://b.example/p_(q)), ok?'), [
    'https://a.example/x?y=1#z',
    'http://b.example/p_(q)',
  ]);
  assert.deepEqual(segments('See https://a.example!'), [
    { text: 'See ' },
    { text: 'https://a.example', href: 'https://a.example/' },
    { text: '!' },
  ]);
});

test('an address without a scheme and an e-mail address become links', () => {
  assert.deepEqual(links('www.a.example/x. WWW.B.example, (ann+x@mail.a.example) and mailto:bob@a.example!'), [
    'https://www.a.example/x',
    'https://www.b.example/',
    'mailto:ann+x@mail.a.example',
    'mailto:bob@a.example',
  ]);
  for (const text of ['www.', 'www', 'awww.a.example', 'www.@', 'a@b', 'éa@b.example', '@a@b.example', 'a@b.c', '@ann'])
    assert.deepEqual(links(text), [], text);
});

test('a text is an address only as a whole', () => {
  assert.equal(linkTarget('https://a.example/x.'), 'https://a.example/x.');
  assert.equal(linkTarget('www.a.example'), 'https://www.a.example/');
  assert.equal(linkTarget('mailto:ann@a.example'), 'mailto:ann@a.example');
  for (const text of [...ATTACKS, '', 'a https://a.example', 'mailto:a@b.example?subject=x', '//a.example', '/x'])
    assert.equal(linkTarget(text), undefined, text);
});

test('the segments joined are the message, character by character', () => {
  for (const text of [...ATTACKS, '', ' ', '\ud800', 'שלום https://a.example/שלום שלום', 'a\r\n\thttps://a.example\n'])
    assert.equal(
      segments(text)
        .map((segment) => segment.text)
        .join(''),
      text,
    );
});

test('an attack creates no link except to http and https addresses without a user name', () => {
  for (const attack of ATTACKS)
    for (const href of links(attack)) {
      const { protocol, username, password } = new URL(href);
      assert.match(protocol, /^(?:https?|mailto):$/, attack);
      assert.equal(username + password, '', attack);
      assert.doesNotMatch(href, /[<>"'`\s]|%E2%80%AE/, attack);
    }
});

test('an address that hides where it leads is left as text', () => {
  assert.deepEqual(links('https://bank.example@evil.example/ https://a:b@evil.example'), []);
});

const ATTACKS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  'javascript:alert(1)',
  'JaVaScRiPt://https://a.example/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'https://a.example/"onmouseover="alert(1)',
  "https://a.example/'><svg/onload=alert(1)>",
  'https://a.example/<script>alert(1)</script>',
  'https://a.example\\@evil.example',
  'https://[::1',
  'https://%zz',
  'http://',
  'https://a.example/\u202egnp.exe',
  '[x](javascript:alert(1)) [y](https://a.example)',
  '","admin":"1',
];

test('the name of a channel that the reader sees is a link to it, and any other is text', () => {
  const channelsIn = (text: string) =>
    segments(text, new Set(['general', 'qa-1'])).flatMap(({ text, channel }) =>
      channel === undefined ? [] : [[text, channel]],
    );
  assert.deepEqual(channelsIn('see #general, (#qa-1) and #general.'), [
    ['#general', 'general'],
    ['#qa-1', 'qa-1'],
    ['#general', 'general'],
  ]);
  for (const text of [
    '#secret',
    '#generalx',
    '##general',
    'https://example.com/#general',
    'a#general',
    '#General',
    '#<b>',
  ])
    assert.deepEqual(channelsIn(text), [], text);
  assert.equal(
    segments('to #general!', new Set(['general']))
      .map(({ text }) => text)
      .join(''),
    'to #general!',
  );
});

test('a mention is a segment of its own, and an e-mail address mentions no user', () => {
  assert.deepEqual(segments('Hi @Ann, and @bob-2.'), [
    { text: 'Hi ' },
    { text: '@Ann', mention: 'ann' },
    { text: ', and ' },
    { text: '@bob-2', mention: 'bob-2' },
    { text: '.' },
  ]);
  for (const text of ['ann@example.com', 'https://a.example/@ann', '@', '@@ann'])
    assert.ok(
      segments(text).every(({ mention }) => mention === undefined),
      text,
    );
});
