// The built page: small, and compatible with a strict content security policy.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parse } from 'acorn';
import { buildPage } from './index.ts';

/** What a first visit may load before the chat is displayed, in one language, compressed (docs: design, section 7). */
const FIRST_LOAD_MAX_BYTES = 70_000;

/** The files that a browser downloads because `index.html` names them. */
async function filesNamedByHtml(): Promise<string[]> {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  return [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
}

async function staticImportsOf(file: string): Promise<string[]> {
  const { body } = parse(await readFile(join(folder, file), 'utf8'), { ecmaVersion: 'latest', sourceType: 'module' });
  return body.flatMap((statement) =>
    'source' in statement && statement.source ? [String(statement.source.value).replace('./', '')] : [],
  );
}

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-web-'));
  await buildPage(folder);
});
after(() => rm(folder, { recursive: true }));

test('the first load is within its budget, and the parts on demand are not in it', async (t) => {
  const first = ['index.html', ...(await filesNamedByHtml())];
  const onDemand = (await readdir(folder)).filter((file) => !first.includes(file)).sort();
  const sizeOf = async (file: string) => gzipSync(await readFile(join(folder, file))).length;
  const total = (await Promise.all(first.map(sizeOf))).reduce((sum, size) => sum + size, 0);
  t.diagnostic(`first load: ${total} bytes, each file by gzip: ${first.join(', ')}`);
  for (const file of onDemand) t.diagnostic(`on demand: ${await sizeOf(file)} bytes: ${file}`);
  assert.ok(total <= FIRST_LOAD_MAX_BYTES, `${total} bytes`);
  assert.ok(
    onDemand.some((file) => file.startsWith('channel-details-')),
    `on demand: ${onDemand.join(', ')}`,
  );
});

test('index.html names every script without which the page cannot start', async () => {
  const named = await filesNamedByHtml();
  for (const file of named.filter((name) => name.endsWith('.js')))
    for (const imported of await staticImportsOf(file)) assert.ok(named.includes(imported), `${file}: ${imported}`);
});

test('the names of script and style contain their content hash, and the page contains none inline', async () => {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  for (const file of await readdir(folder))
    if (file !== 'index.html' && file !== 'icon.svg') assert.match(file, /-[A-Z0-9]{8}\.(?:js|css)$/);
  assert.match((await filesNamedByHtml()).join(' '), /main-[A-Z0-9]{8}\.js/);
  assert.doesNotMatch(html, /<style|style=|<script(?![^>]*src=)| on\w+=/);
});

test('the stack can set the addresses to which the page may connect', async () => {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  assert.ok(html.includes(`<meta http-equiv="Content-Security-Policy" content="connect-src 'self' {{connect-src}}">`));
});

test('the page is in the language of its texts', async () => {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  assert.match(html, /<html lang="en">/);
  assert.match(html, /<title>Parley<\/title>/);
  assert.deepEqual(html.match(/\{\{[^}]*\}\}/g), ['{{connect-src}}']);
});

test('nothing in the sources makes markup or code out of text', async () => {
  const sources = (await readdir(import.meta.dirname, { recursive: true })).filter((file) => /\.tsx?$/.test(file));
  for (const file of sources) {
    if (file.endsWith('.test.ts')) continue;
    const source = await readFile(join(import.meta.dirname, file), 'utf8');
    assert.doesNotMatch(
      source,
      /innerHTML|dangerouslySet|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
      file,
    );
  }
});
