import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

async function bundle() {
  return build({
    entryPoints: [fileURLToPath(new URL('index.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
  });
}

test('the bundled client is at most 5 kB, dependencies included', async (t) => {
  const { outputFiles } = await bundle();
  const sizeBytes = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
  t.diagnostic(`${sizeBytes} bytes, minified and gzipped`);
  assert.ok(sizeBytes <= 5_000, `${sizeBytes} bytes`);
});

test('the client bundles no package but @parley/wire', async () => {
  const { metafile } = await bundle();
  const foreign = Object.keys(metafile.inputs).filter((path) => !/packages\/(client|wire)\//.test(path));
  assert.deepEqual(foreign, []);
});
