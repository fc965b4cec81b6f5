// Builds the page: scripts and one style sheet with their content hashes as names, `index.html`, icons and the service worker.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { chunks } from './build-chunks.ts';
import { dependencies } from './build-dependencies.ts';
import { MINIFIER, minifyScripts } from './build-minify.ts';
import { buildServiceWorker } from './build-service-worker.ts';
import * as ar from './i18n/ar-deployment.ts';
import * as de from './i18n/de-deployment.ts';
import { appName, language } from './i18n/en.ts';
import * as en from './i18n/en-deployment.ts';
import { RIGHT_TO_LEFT } from './i18n/formats.ts';
import { LANGUAGES } from './i18n/language.ts';

const SOURCE = import.meta.dirname;

/** Files that are published as they are. */
const FIXED_FILES = ['icon.svg', 'manifest.json'];

/** The manifest of another language than English, which `markDocument` of i18n/language.ts names. */
const manifestOf = (language: string) => `manifest-${language}.json`;

/** The oldest browsers that the page supports: the first with `light-dark()`, which the tokens use. */
const TARGET = ['chrome123', 'firefox120', 'safari17.5'];

/**
 * Builds the page into a folder, which it empties first. The stack adds `config.json`. With a `buildId` the page reloads itself
 * when the server has a build with another one.
 */
export async function buildPage(outFolder: string, { buildId }: { buildId?: string } = {}): Promise<void> {
  await rm(outFolder, { recursive: true, force: true });
  await mkdir(outFolder, { recursive: true });
  const entryPoints = [
    'i18n/first-texts.ts',
    'main.tsx',
    'styles/page.css',
    'styles/on-demand.css',
    ...(buildId === undefined ? [] : ['live-reload.ts']),
  ];
  const { metafile } = await build({
    entryPoints,
    absWorkingDir: SOURCE,
    bundle: true,
    minify: buildId === undefined,
    sourcemap: buildId === undefined ? false : 'inline',
    format: 'esm',
    platform: 'browser',
    target: TARGET,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    banner: { js: buildId === undefined ? MINIFIER : '' },
    // Letters of other alphabets are not escaped: the Arabic catalogue is smaller, and module scripts are always UTF-8.
    charset: 'utf8',
    // The emoji data.
    loader: { '.tsv': 'text' },
    // Views that are imported on demand are files of their own.
    splitting: true,
    plugins: [dependencies, chunks],
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    outdir: outFolder,
    metafile: true,
    logLevel: 'silent',
  });
  if (buildId === undefined) await minifyScripts(outFolder, TARGET);
  const { outputs } = metafile;
  const preloads = staticImports(outputs, outputOf(outputs, 'i18n/first-texts.ts'), outputOf(outputs, 'main.tsx')).map(
    (file) => `<link rel="modulepreload" href="${basename(file)}">\n    `,
  );
  const html = entryPoints.reduce(
    (text, entryPoint) => named(text, entryPoint, basename(outputOf(outputs, entryPoint))),
    withTexts(await readFile(join(SOURCE, 'index.html'), 'utf8'))
      .replace(
        '</head>',
        buildId === undefined ? '</head>' : '<script type="module" src="live-reload.js"></script></head>',
      )
      .replace('<script', `${preloads.join('')}<script`),
  );
  if (buildId !== undefined) await writeFile(join(outFolder, 'build-id.txt'), buildId);
  await writeFile(join(outFolder, 'index.html'), html);
  for (const file of FIXED_FILES) await copyFile(join(SOURCE, file), join(outFolder, file));
  const manifests = await writeManifests(outFolder);
  for (const icon of await readdir(join(SOURCE, 'icons')))
    await copyFile(join(SOURCE, 'icons', icon), join(outFolder, icon));
  const texts = Object.fromEntries(
    Object.keys(LANGUAGES).map((language) => [
      language,
      [`i18n/${language}.ts`, `i18n/${language}-on-demand.ts`, `emoji/emoji-${language}.tsv`].map((source) =>
        basename(outputOf(outputs, source)),
      ),
    ]),
  );
  const hashed = Object.keys(outputs)
    .map((file) => basename(file))
    .filter((file) => !Object.values(texts).flat().includes(file));
  // A worker would keep what a developer has just changed.
  if (buildId === undefined)
    await buildServiceWorker({
      folder: outFolder,
      target: TARGET,
      files: { hashed, texts, fixed: [...FIXED_FILES, ...manifests] },
    });
}

/** Writes the manifest in each other language, and returns the names of the files. */
async function writeManifests(outFolder: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(SOURCE, 'manifest.json'), 'utf8')) as object;
  const translated = Object.entries({ de, ar }).map(async ([lang, { appDescription: description }]) => {
    const dir = RIGHT_TO_LEFT.has(lang) ? 'rtl' : 'ltr';
    await writeFile(join(outFolder, manifestOf(lang)), JSON.stringify({ ...manifest, description, lang, dir }));
    return manifestOf(lang);
  });
  return Promise.all(translated);
}

type Outputs = Metafile['outputs'];

function outputOf(outputs: Outputs, entryPoint: string): string {
  const found = Object.keys(outputs).find((file) => outputs[file]?.entryPoint === entryPoint);
  if (found === undefined) throw new Error(`${entryPoint} was not built.`);
  return found;
}

// The files that scripts cannot start without: `index.html` names them too, so that they are downloaded with the scripts.
function staticImports(outputs: Outputs, ...files: readonly string[]): string[] {
  const found = new Set<string>();
  const add = (file: string) => {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind !== 'import-statement' || found.has(path)) continue;
      found.add(path);
      add(path);
    }
  };
  for (const file of files) add(file);
  return [...found];
}

function named(html: string, entryPoint: string, file: string): string {
  const plain = basename(entryPoint).replace(/\.tsx?$/, '.js');
  if (!html.includes(`"${plain}"`)) throw new Error(`index.html does not name ${plain}.`);
  return html.replace(`"${plain}"`, `"${file}"`);
}

// The stack fills in the other placeholders, such as `{{connect-src}}`.
function withTexts(html: string): string {
  // Without scripts the page does not know the reader's language.
  const noScript = Object.entries({ en, de, ar })
    .map(([tag, texts]) => `      <p lang="${tag}" dir="auto">${texts.noScript}</p>`)
    .join('\n');
  return html
    .replace('lang="en"', `lang="${language}"`)
    .replace('{{name}}', appName)
    .replace('{{description}}', en.appDescription)
    .replace('{{no-script}}', noScript);
}
