// The built page: small, and compatible with a strict content security policy.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildPage } from './index.ts';

/** What a first visit may load in all, compressed (docs: design, section 7). */
const FIRST_LOAD_MAX_BYTES = 70_000;

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-web-'));
  await buildPage(folder);
});
after(() => rm(folder, { recursive: true }));

test('the first load is within its budget', async (t) => {
  const files = await readdir(folder);
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(join(folder, file))).length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  t.diagnostic(`${total} bytes in all, each file by gzip`);
  assert.ok(total <= FIRST_LOAD_MAX_BYTES, `${total} bytes`);
});

test('the names of script and style contain their content hash, and the page contains none inline', async () => {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  const files = await readdir(folder);
  const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file);
  assert.deepEqual([...named].sort(), files.filter((file) => file !== 'index.html').sort());
  assert.match(named.join(' '), /main-[A-Z0-9]{8}\.js/);
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
