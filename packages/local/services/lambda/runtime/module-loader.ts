// Loads modules as Lambda does: only those of the function's folder, of Node, and of the AWS SDK.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, type ResolveHookSync, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import type { FunctionCode } from '../code-location.ts';

// Source: Lambda developer guide, "Runtime-included SDK versions".
const SDK = /^@(?:aws-sdk|smithy|aws-crypto)\//;

// Source: Lambda developer guide, Node.js: telling ES modules from CommonJS by their text is off before Node.js 24.
const FIRST_WITH_DETECTION = 24;

/**
 * On Lambda a bundle and its layers are self-contained. Here they are inside a checkout, whose node_modules and package.json must not
 * affect them: a package that is missing in the bundle fails here as it would on Lambda.
 */
export function confineModules({ root, opt }: FunctionCode, node: number): void {
  const roots = opt === undefined ? [root] : [root, opt];
  registerHooks({
    resolve(specifier, context, next) {
      if (isSearching || !isInside(context.parentURL, roots)) return next(specifier, context);
      if (opt !== undefined && specifier.startsWith('/opt/')) return next(inLayers(specifier, context, opt), context);
      const isSdk = SDK.test(specifier);
      if (isSdk && !roots.some((one) => isBundled(specifier, one)))
        return { ...resolveSdk(specifier), shortCircuit: true };
      const { found, error } = attempt(() => next(specifier, context));
      if (found && (found.url.startsWith('node:') || !found.url.startsWith('file:') || isInside(found.url, roots)))
        return found;
      const inLayer =
        opt !== undefined && isPackage(specifier) && resolveInLayers(specifier, context, { opt, node, next });
      if (inLayer) return inLayer;
      throw error ?? notFound(specifier, context.parentURL);
    },
    load(url, context, next) {
      if (!isInside(url, roots) || !url.endsWith('.js')) return next(url, context);
      const file = fileURLToPath(url);
      return next(url, { ...context, format: formatOf(file, readFileSync(file, 'utf8'), roots, node) });
    },
  });
  compileCommonJs(roots, node);
}

function isInside(url: string | undefined, roots: readonly string[]): boolean {
  return url !== undefined && roots.some((root) => url.startsWith(pathToFileURL(join(root, '/')).href));
}

function isPackage(specifier: string): boolean {
  return !/^(?:\.{0,2}\/|[a-z]+:)/.test(specifier);
}

function attempt<T>(resolve: () => T): { found?: T; error?: unknown } {
  try {
    return { found: resolve() };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    return { error };
  }
}

function notFound(specifier: string, parent: string | undefined): Error {
  const error: NodeJS.ErrnoException = new Error(`Cannot find package '${specifier}' imported from ${parent}`);
  error.code = 'ERR_MODULE_NOT_FOUND';
  return error;
}

type Next = Parameters<ResolveHookSync>[2];
type Context = Parameters<ResolveHookSync>[1];

/**
 * Lambda developer guide, "Working with layers for Node.js functions": NODE_PATH names `nodejs/node24/node_modules` and
 * `nodejs/node_modules` of the layers, also for `import`.
 */
function resolveInLayers(
  specifier: string,
  context: Context,
  { opt, node, next }: { opt: string; node: number; next: Next },
): ReturnType<ResolveHookSync> | undefined {
  const parent = pathToFileURL(join(opt, 'nodejs', `node${node}`, 'function.mjs')).href;
  // Node does not look elsewhere for a `require` whose parent a hook changes.
  const { found } = attempt(() =>
    context.conditions.includes('require')
      ? next(requireResolve(parent, specifier), context)
      : next(specifier, { ...context, parentURL: parent }),
  );
  return found && isInside(found.url, [opt]) ? found : undefined;
}

/** While a `require.resolve` of the hooks themselves calls them. */
let isSearching = false;

function requireResolve(from: string, specifier: string): string {
  isSearching = true;
  try {
    return createRequire(from).resolve(specifier);
  } finally {
    isSearching = false;
  }
}

/** The file for a path in `/opt`, where Lambda unpacks layers; without an ending, as `require` finds it. */
function inLayers(specifier: string, { conditions }: Context, opt: string): string {
  const path = join(opt, specifier.slice('/opt/'.length));
  const { found = path } = attempt(() => requireResolve(path, path));
  return conditions.includes('require') ? found : pathToFileURL(found).href;
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
function compileCommonJs(roots: readonly string[], node: number): void {
  const { extensions } = createRequire(import.meta.url);
  const compile = extensions['.js'];
  extensions['.js'] = (module, file) => {
    const source = rootOf(file, roots) === undefined ? undefined : readFileSync(file, 'utf8');
    if (source === undefined || formatOf(file, source, roots, node) === 'module') return compile?.(module, file);
    (module as Compilable)._compile(source, file, 'commonjs');
  };
}

type Compilable = NodeModule & { _compile(source: string, file: string, format: string): void };

/** In the folder of a function, or in that of the packages of a layer. */
function isBundled(specifier: string, root: string): boolean {
  const path = join('node_modules', ...specifier.split('/').slice(0, 2));
  return existsSync(join(root, path)) || existsSync(join(root, 'nodejs', path));
}

function rootOf(file: string, roots: readonly string[]): string | undefined {
  return roots.find((root) => file.startsWith(root));
}

/** The nearest package.json decides, but none outside the function's folder. */
function formatOf(file: string, source: string, roots: readonly string[], node: number): 'module' | 'commonjs' {
  const root = rootOf(file, roots) ?? dirname(file);
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
