// Leaves out of the page what its dependencies have and it does not use.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const UNUSED = join(import.meta.dirname, 'state/markdown/unused-rules.ts');

/** The packages of rules that messages do not have: named characters, addresses without a scheme, and names of hosts; 32 kB. */
const UNUSED_IMPORT = /^(?:entities|linkify-it|mdurl|punycode\.js)$/;

/** Changes the sources of dependencies. */
export const dependencies: Plugin = {
  name: 'dependencies',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: UNUSED_IMPORT }, () => ({ path: UNUSED }));
    // Each of these would put a function of esbuild into the first load: for a module as an object, and for a module of CommonJS.
    onLoad({ filter: /markdown-it\/dist\/markdown-it\.mjs$/ }, async ({ path }) => ({
      contents: without(await readFile(path, 'utf8'), /(?<=var lib = \{)\s*mdurl,\s*ucmicro\s*(?=\};)/),
    }));
    onLoad({ filter: /highlight\.js\/lib\/core\.js$/ }, async ({ path }) => ({
      contents: `const module = {};\n${await readFile(path, 'utf8')}\nexport default module.exports;`,
    }));
  },
};

function without(source: string, part: RegExp): string {
  if (!part.test(source)) throw new Error(`A dependency has changed: ${part} is not in it.`);
  return source.replace(part, '');
}
