// Decides which file of the build a module belongs to: what the first load needs is one script, and nothing else is in it.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

const START = join(import.meta.dirname, 'main.tsx');

/** The package whose index names more modules than the first load needs. */
const CHAT = '@parley/chat';
const CHAT_INDEX = createRequire(import.meta.url).resolve(CHAT);

const IMPORT_OF_CHAT = new RegExp(`import \\{([^}]*)\\} from '${CHAT}';`, 'g');

/**
 * Keeps what the first load needs in one script, which compresses better than several: esbuild has a file for each set of entry
 * points that share a module, so each view on demand imports the start of the page, as it does anyway when it is rendered.
 *
 * Imports of `@parley/chat` become imports of the modules that its index names: esbuild puts every module of an index into the
 * first load, also those that only views on demand use (esbuild, "Code splitting": modules are assigned before unused code is removed).
 */
export const chunks: Plugin = {
  name: 'chunks',
  async setup({ onResolve, onLoad }) {
    const modules = await modulesOf(CHAT_INDEX);
    const onDemand = new Set<string>();
    onResolve({ filter: /\.tsx?$/ }, ({ path, kind, resolveDir }) => {
      // Catalogues are loaded before the page starts.
      if (kind === 'dynamic-import' && !join(resolveDir, path).includes('/i18n/')) onDemand.add(join(resolveDir, path));
      return null;
    });
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const direct = source.replaceAll(IMPORT_OF_CHAT, (statement, names: string) =>
        imports(names, modules, statement),
      );
      if (direct === source && !onDemand.has(path)) return null;
      return {
        contents: onDemand.has(path) ? `${direct}\nimport ${JSON.stringify(START)};` : direct,
        loader: path.endsWith('x') ? 'tsx' : 'ts',
      };
    });
  },
};

/** The module of each value that an index exports. */
async function modulesOf(index: string): Promise<ReadonlyMap<string, string>> {
  const exported = (await readFile(index, 'utf8')).matchAll(/export \{([^}]*)\} from '([^']+)';/g);
  return new Map(
    [...exported].flatMap(([, names = '', module = '']) =>
      valuesIn(names).map((name) => [name, join(dirname(index), module)] as const),
    ),
  );
}

// Types are not imported at run time. The lines are as many as before, for the source maps.
function imports(names: string, modules: ReadonlyMap<string, string>, statement: string): string {
  const direct = valuesIn(names).map((name) => {
    const module = modules.get(name);
    if (module === undefined) throw new Error(`The index of ${CHAT} does not export ${name}: ${statement}`);
    return `import { ${name} } from ${JSON.stringify(module)};`;
  });
  return direct.join(' ') + '\n'.repeat(statement.split('\n').length - 1);
}

function valuesIn(names: string): string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
}
