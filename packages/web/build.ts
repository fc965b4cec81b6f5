// Builds the page: one script and one style sheet with their content hashes as names, `index.html` and the icon.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import * as t from './i18n/index.ts';

const SOURCE = import.meta.dirname;

/**
 * Builds the page into a folder, which it empties first. The stack adds `config.json`. With a `buildId` the page reloads itself
 * when the server has a build with another one.
 */
export async function buildPage(outFolder: string, { buildId }: { buildId?: string } = {}): Promise<void> {
  await rm(outFolder, { recursive: true, force: true });
  await mkdir(outFolder, { recursive: true });
  const { metafile } = await build({
    entryPoints: [
      join(SOURCE, 'main.tsx'),
      join(SOURCE, 'styles', 'page.css'),
      ...(buildId === undefined ? [] : [join(SOURCE, 'live-reload.ts')]),
    ],
    absWorkingDir: SOURCE,
    bundle: true,
    minify: buildId === undefined,
    sourcemap: buildId === undefined ? false : 'inline',
    format: 'esm',
    platform: 'browser',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    entryNames: '[name]-[hash]',
    outdir: outFolder,
    metafile: true,
    logLevel: 'silent',
  });
  const html = Object.entries(metafile.outputs).reduce(
    (text, [file, { entryPoint }]) => named(text, entryPoint ?? '', basename(file)),
    withTexts(await readFile(join(SOURCE, 'index.html'), 'utf8')).replace(
      '</head>',
      buildId === undefined ? '</head>' : '<script type="module" src="live-reload.js"></script></head>',
    ),
  );
  if (buildId !== undefined) await writeFile(join(outFolder, 'build-id.txt'), buildId);
  await writeFile(join(outFolder, 'index.html'), html);
  await copyFile(join(SOURCE, 'icon.svg'), join(outFolder, 'icon.svg'));
}

function named(html: string, entryPoint: string, file: string): string {
  const plain = basename(entryPoint).replace(/\.tsx?$/, '.js');
  if (!html.includes(`"${plain}"`)) throw new Error(`index.html does not name ${plain}.`);
  return html.replace(`"${plain}"`, `"${file}"`);
}

// The stack fills in the other placeholders, such as `{{connect-src}}`.
function withTexts(html: string): string {
  return html
    .replace('lang="en"', `lang="${t.language}"`)
    .replace('{{name}}', t.appName)
    .replace('{{description}}', t.appDescription)
    .replace('{{no-script}}', t.noScript);
}
