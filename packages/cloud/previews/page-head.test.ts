import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PageHead, PageHeadParser } from './page-head.ts';
import { cleanText } from './preview-text.ts';

function parse(html: string, step = html.length): PageHead {
  const parser = new PageHeadParser();
  for (let at = 0; at < html.length; at += step) if (parser.write(html.slice(at, at + step))) break;
  return parser.end();
}

const PAGE = `<!DOCTYPE html><HTML><Head><title>Title &lt;b&gt;</title>
  <META PROPERTY="og:title" CONTENT='Open &quot;Graph&quot;'><meta name="twitter:title" content="Card">
  <meta property="og:title" content="Second"><meta content="About" name="Description"/>
  <meta property=og:site_name content=Site><meta property="og:image" content=" https://site.example/i.png ">
  </head><body><meta property="og:description" content="In the body">`;

test('the head of a page has the texts of Open Graph, then of Twitter cards, then of HTML', () => {
  const expected = {
    title: 'Open "Graph"',
    site: 'Site',
    description: 'About',
    image: 'https://site.example/i.png',
  };
  assert.deepEqual(parse(PAGE), expected);
  assert.deepEqual(parse(PAGE, 1), expected);
  assert.deepEqual(parse('<title>Only <b>a title</title>'), { title: 'Only <b>a title' });
  assert.deepEqual(parse(''), {});
});

test('an attack by text that looks like a head, in a script, a comment or the body, has no effect', () => {
  const meta = '<meta property="og:title" content="Bank">';
  for (const html of [`<script>'${meta}'</script>`, `<!-- ${meta} -->`, `<style>${meta}</style>`, `<body>${meta}`])
    assert.deepEqual(parse(html), {}, html);
  assert.deepEqual(parse(`<title>${meta}</title>`), { title: meta });
  assert.deepEqual(parse('<meta __proto__="x" property="constructor" content="y">'), {});
});

test('an attack by a broken page ends with what was read', () => {
  for (const html of [
    '<',
    '<title',
    '<title>Open',
    '<meta property="og:title',
    '<!--',
    '<![CDATA[',
    '&#xffffffff;',
    '\0\0',
  ])
    assert.ok(parse(html, 1), html);
  assert.deepEqual(parse('<title>Open'), { title: 'Open' });
});

for (const [what, html] of [
  ['nested elements', '<a>'.repeat(170_000)],
  ['nested elements and other ends', '<x>'.repeat(85_000) + '</b>'.repeat(85_000)],
  ['nested elements and forms', '<x>'.repeat(85_000) + '<form></form>'.repeat(20_000)],
  ['ends without begins', '</p>'.repeat(130_000)],
  ['attributes', `<meta ${'a=b '.repeat(130_000)}>`],
  ['different attributes', `<meta ${Array.from({ length: 60_000 }, (_, index) => `a${index}=b`).join(' ')}>`],
  ['entities', `<title>${'&amp;'.repeat(100_000)}</title>`],
  ['half entities', `<title>${'&a'.repeat(250_000)}</title>`],
  ['angle brackets', '<'.repeat(512_000)],
  ['open comments', '<!--'.repeat(128_000)],
  ['titles', '<title>x</title>'.repeat(32_000)],
  ['a long title', `<title>${'x'.repeat(512_000)}</title>`],
])
  test(`an attack by a page of ${what} takes no time`, () => {
    for (const step of [html?.length ?? 1, 1_000]) {
      const begin = process.threadCpuUsage();
      const { title = '' } = parse(html ?? '', step);
      // A quadratic parser takes minutes. What other processes do does not count.
      const { user, system } = process.threadCpuUsage(begin);
      assert.ok(user + system < 2_000_000, `${user + system} µs`);
      assert.ok(title.length < 600_000);
    }
  });

test('the texts of a preview are one line without characters that hide, reverse or cover others', () => {
  assert.equal(cleanText(' a\u0000b\n\tc\u2028d ', 50), 'a b c d');
  assert.equal(cleanText('safe\u202egpj.exe\u2066x\u200e', 50), 'safe gpj.exe x');
  assert.equal(cleanText('a\u200bb\ufeffc\u00add\u{e0041}', 50), 'a b c d');
  assert.equal(cleanText(`a${'\u0301'.repeat(40)}b`, 50), `a${'\u0301'.repeat(4)}b`);
  assert.equal(cleanText('\ud800x', 50), '\ufffdx');
  assert.equal(cleanText('می‌خواهم 👩‍💻', 50), 'می‌خواهم 👩‍💻');
  assert.equal(cleanText('𝒳'.repeat(60), 50), `${'𝒳'.repeat(49)}…`);
  for (const nothing of [undefined, '', ' ', '\u200b\u2800', '\u202e']) assert.equal(cleanText(nothing, 50), undefined);
});
