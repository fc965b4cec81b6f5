// Minifies the scripts of the page further than esbuild does: the first load is some 1,500 bytes smaller.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { minify } from 'oxc-minify';

const { version } = createRequire(import.meta.url)('oxc-minify/package.json') as { version: string };

/** A comment for the first line of each script, which the minifier removes: the name of a file then changes with the minifier too. */
export const MINIFIER = `/* oxc ${version} */`;

/** Minifies every script of a folder in place. `target` are the oldest browsers that must understand the result. */
export async function minifyScripts(folder: string, target: string[]): Promise<void> {
  const scripts = (await readdir(folder)).filter((file) => file.endsWith('.js'));
  await Promise.all(
    scripts.map(async (file) => {
      const path = join(folder, file);
      const { code, errors } = await minify(file, await readFile(path, 'utf8'), { module: true, compress: { target } });
      const [error] = errors;
      if (error) throw new Error(`${file} cannot be minified: ${error.message}`);
      await writeFile(path, code);
    }),
  );
}
