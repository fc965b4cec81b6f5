// Loads modules as Lambda does: only those of the function's folder, of Node, and of the AWS SDK.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';

// Source: Lambda developer guide, "Runtime-included SDK versions".
const SDK = /^@(?:aws-sdk|smithy|aws-crypto)\//;

// Source: Lambda developer guide, Node.js: telling ES modules from CommonJS by their text is off before Node.js 24.
const FIRST_WITH_DETECTION = 24;

/**
 * On Lambda a bundle is self-contained. Here it is inside a checkout, whose node_modules and package.json must not affect it: a
 * package that is missing in the bundle fails here as it would on Lambda.
 */
export function confineModules(root: string, node: number): void {
  const inside = pathToFileURL(join(root, '/')).href;
  registerHooks({
    resolve(specifier, context, next) {
      if (!context.parentURL?.startsWith(inside)) return next(specifier, context);
      if (SDK.test(specifier) && !isBundled(specifier, root)) return { ...resolveSdk(specifier), shortCircuit: true };
      const found = next(specifier, context);
      if (found.url.startsWith('node:') || found.url.startsWith(inside) || found.url.startsWith('data:')) return found;
      if (!found.url.startsWith('file:')) return found;
      const error: NodeJS.ErrnoException = new Error(
        `Cannot find package '${specifier}' imported from ${context.parentURL}`,
      );
      error.code = 'ERR_MODULE_NOT_FOUND';
      throw error;
    },
    load(url, context, next) {
      if (!url.startsWith(inside) || !url.endsWith('.js')) return next(url, context);
      const file = fileURLToPath(url);
      return next(url, { ...context, format: formatOf(file, readFileSync(file, 'utf8'), root, node) });
    },
  });
  compileCommonJs(root, node);
}

/** Where the runtime's SDK may be installed: beside the engine, or in the project from which the engine was started. */
const SDK_PLACES = [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json')).href];

/**
 * Finds a package of the SDK, which Lambda's runtimes bring. It is resolved as `require` does it, for `import` too: the packages have
 * the same exports either way, and Node does not look elsewhere for a `require` whose parent a hook changes.
 */
function resolveSdk(specifier: string): { url: string; format: 'commonjs' } {
  for (const place of SDK_PLACES) {
    try {
      return { url: pathToFileURL(createRequire(place).resolve(specifier)).href, format: 'commonjs' };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  const name = specifier.split('/').slice(0, 2).join('/');
  const error: NodeJS.ErrnoException = new Error(
    `Cannot find module '${specifier}', which Lambda's runtime brings. Install it beside the engine: npm install --save-dev ${name}`,
  );
  error.code = 'MODULE_NOT_FOUND';
  throw error;
}

/** Node's own compiler reads the checkout's package.json a second time, bypassing the hooks. */
function compileCommonJs(root: string, node: number): void {
  const { extensions } = createRequire(import.meta.url);
  const compile = extensions['.js'];
  extensions['.js'] = (module, file) => {
    const source = file.startsWith(root) ? readFileSync(file, 'utf8') : undefined;
    if (source === undefined || formatOf(file, source, root, node) === 'module') return compile?.(module, file);
    (module as Compilable)._compile(source, file, 'commonjs');
  };
}

type Compilable = NodeModule & { _compile(source: string, file: string, format: string): void };

function isBundled(specifier: string, root: string): boolean {
  return existsSync(join(root, 'node_modules', ...specifier.split('/').slice(0, 2)));
}

/** The nearest package.json decides, but none outside the function's folder. */
function formatOf(file: string, source: string, root: string, node: number): 'module' | 'commonjs' {
  for (let folder = dirname(file); folder.startsWith(root); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { type } = JSON.parse(readFileSync(manifest, 'utf8')) as { type?: string };
      if (type === 'module' || type === 'commonjs') return type;
      break;
    }
  }
  return node >= FIRST_WITH_DETECTION && isModule(source) ? 'module' : 'commonjs';
}

function isModule(source: string): boolean {
  try {
    compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname']);
    return false;
  } catch (error) {
    return (
      error instanceof SyntaxError &&
      /import statement|'import\.meta'|token 'export'|await is only valid/.test(error.message)
    );
  }
}
