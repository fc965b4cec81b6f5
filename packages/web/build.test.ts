// The built page: small, and compatible with a strict content security policy.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parse } from 'acorn';
import { build } from 'esbuild';
import { LANGUAGES } from './i18n/language.ts';
import { buildPage } from './index.ts';
import { pageParts, partsTable } from './page-parts.ts';

/** What a first visit may load before the chat is displayed, in one language, compressed (docs: design, section 7). */
const FIRST_LOAD_MAX_BYTES = 70_000;

/** Files that a page which is installed needs, and the page itself. */
const INSTALLED = ['apple-touch-icon.png', 'icon-192.png', 'icon-512.png', 'icon-maskable-512.png', 'manifest.json'];
const MANIFESTS = ['manifest-de.json', 'manifest-ar.json'];
/** The texts of one language. */
const CATALOGUE = new RegExp(`^(?:${Object.keys(LANGUAGES).join('|')})-[A-Z0-9]{8}\\.js$`);
const FIXED_NAMES = [...INSTALLED, ...MANIFESTS, 'icon.svg', 'icon-unread.svg', 'index.html', 'service-worker.js'];

/** The files that a browser downloads at once because `index.html` names them. */
async function filesNamedByHtml(): Promise<string[]> {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  // A disabled style sheet is not downloaded.
  const atOnce = html.replaceAll(/<link [^>]* disabled>/g, '');
  const named = [...atOnce.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
  return named.filter((file) => !INSTALLED.includes(file));
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

/** A part of this size must be in the document. */
const UNLISTED_MAX_BYTES = 3_000;

/** The document that lists the parts on demand. */
const PERFORMANCE = join(import.meta.dirname, '../../docs/performance.md');

test('the first load is within its budget, and docs/performance.md lists the parts on demand', async (t) => {
  const sizeOf = async (file: string) => gzipSync(await readFile(join(folder, file))).length;
  const files = await readdir(folder);
  const catalogues = await Promise.all(
    files.filter((file) => CATALOGUE.test(file)).map(async (file) => ({ file, size: await sizeOf(file) })),
  );
  // One language is downloaded: the largest.
  const [{ file: catalogue } = { file: 'no catalogue' }] = catalogues.sort((one, other) => other.size - one.size);
  const first = ['index.html', ...(await filesNamedByHtml()), catalogue];
  const onDemand = files.filter((file) => !first.includes(file)).sort();
  const total = (await Promise.all(first.map(sizeOf))).reduce((sum, size) => sum + size, 0);
  t.diagnostic(`first load: ${total} bytes, each file by gzip: ${first.join(', ')}`);
  for (const file of onDemand) t.diagnostic(`on demand: ${await sizeOf(file)} bytes: ${file}`);
  assert.ok(total <= FIRST_LOAD_MAX_BYTES, `${total} bytes`);
  // UPDATE_TABLES=1 writes the sizes; otherwise the names are compared, as each change moves some bytes.
  const parts = await pageParts(folder, first);
  const text = await readFile(PERFORMANCE, 'utf8');
  const [before = '', rest = ''] = text.split('<!-- parts -->\n');
  const [listed = '', after = ''] = rest.split('\n<!-- end of parts -->');
  if (process.env['UPDATE_TABLES'] === '1')
    await writeFile(PERFORMANCE, `${before}<!-- parts -->\n${partsTable(parts)}\n<!-- end of parts -->${after}`);
  const names = namesIn(process.env['UPDATE_TABLES'] === '1' ? partsTable(parts) : listed);
  for (const { name, bytes } of parts)
    assert.ok(bytes < UNLISTED_MAX_BYTES || names.includes(name), `${name} is not listed`);
  for (const name of names)
    assert.ok(
      parts.some((part) => part.name === name),
      `${name} is listed, but no part`,
    );
});

/** The names in the first column of a table. */
function namesIn(table: string): string[] {
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
}

test('what the page starts with reads no text that is loaded on demand', async () => {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, 'main.tsx')],
    absWorkingDir: import.meta.dirname,
    bundle: true,
    splitting: true,
    loader: { '.tsv': 'text' },
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    metafile: true,
    write: false,
    outdir: folder,
  });
  const reached = new Set(['main.tsx']);
  for (const file of reached)
    for (const { path, kind } of metafile.inputs[file]?.imports ?? [])
      if (kind === 'import-statement') reached.add(path);
  assert.ok(reached.has('i18n/index.ts'));
  assert.ok(!reached.has('i18n/all-texts.ts'), 'a view that is displayed at once must import i18n/index.ts');
});

test('index.html names every script without which the page cannot start', async () => {
  const named = await filesNamedByHtml();
  for (const file of named.filter((name) => name.endsWith('.js')))
    for (const imported of await staticImportsOf(file)) assert.ok(named.includes(imported), `${file}: ${imported}`);
});

test('the names of script and style contain their content hash, and the page contains none inline', async () => {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  for (const file of await readdir(folder))
    if (!FIXED_NAMES.includes(file)) assert.match(file, /-[A-Z0-9]{8}\.(?:js|css)$/);
  assert.match((await filesNamedByHtml()).join(' '), /main-[A-Z0-9]{8}\.js/);
  assert.doesNotMatch(html, /<style|style=|<script(?![^>]*src=)| on\w+=/);
});

test('the stack can set the addresses to which the page may connect, and from which it displays files', async () => {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  const policy =
    "connect-src 'self' {{connect-src}}; img-src 'self' data: blob: {{files-src}}; media-src blob: {{files-src}}";
  assert.ok(html.includes(`<meta http-equiv="Content-Security-Policy" content="${policy}">`));
});

test('the page is in the language of its texts', async () => {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  assert.match(html, /<html lang="en">/);
  assert.match(html, /<title>Parley<\/title>/);
  for (const language of Object.keys(LANGUAGES)) assert.ok(html.includes(`<p lang="${language}"`), 'without scripts');
  assert.deepEqual(html.match(/\{\{[^}]*\}\}/g), ['{{connect-src}}', '{{files-src}}', '{{files-src}}']);
});

test('the manifest has what browsers need to install the page', async () => {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  assert.equal(manifest.display, 'standalone');
  assert.ok(manifest.name && manifest.short_name && manifest.start_url && manifest.theme_color);
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await readFile(join(folder, src));
    // The size of a PNG is in its header.
    if (type === 'image/png') assert.equal(`${icon.readUInt32BE(16)}x${icon.readUInt32BE(20)}`, sizes, src);
  }
  for (const file of MANIFESTS) {
    const { lang, dir, description, ...same } = JSON.parse(await readFile(join(folder, file), 'utf8'));
    const { lang: _lang, description: english, ...others } = manifest;
    assert.deepEqual(same, others);
    assert.deepEqual([`manifest-${lang}.json`, dir], [file, lang === 'ar' ? 'rtl' : 'ltr']);
    assert.notEqual(description, english);
  }
  assert.ok(manifest.icons.some(({ purpose }: { purpose?: string }) => purpose === 'maskable'));
});

test('the service worker keeps every file of the page', async () => {
  const worker = await readFile(join(folder, 'service-worker.js'), 'utf8');
  for (const file of await readdir(folder))
    if (/\.(?:js|css)$/.test(file) && file !== 'service-worker.js') assert.ok(worker.includes(`"${file}"`), file);
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
