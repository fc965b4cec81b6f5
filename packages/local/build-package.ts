// Builds the npm package `parley-local`: `node packages/local/build-package.ts [FOLDER]` prints the path of the tarball.
//
// Node does not run TypeScript under node_modules, so the sources are published as JavaScript, file by file: workers and
// runtime files lie beside the module that loads them, as in a checkout.
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { transform } from 'esbuild';

const HERE = import.meta.dirname;
const WIRE = join(HERE, '../wire');

/** The entry points: the command, the public API, and the worker threads. */
const ENTRIES = ['cli.ts', 'index.ts', ...globSync('services/**/*.worker.ts', { cwd: HERE })].map((file) =>
  join(HERE, file),
);

/** Files that are copied as they are. */
const FILES = [
  'services/appsync/handlers/runtime',
  'fault-injection/page',
  'template/schemas/resource-schemas.json',
  'services/lambda/python/bootstrap.py',
  'template/sam/sam_translate.py',
  'parley-local.mjs',
  'README.md',
  'examples',
];

/** A relative import, or the file of a worker: `'./pool.ts'`. */
const SOURCE = /(['"])(\.{1,2}\/[^'"\n]+\.ts)\1/g;

/** Builds the folder of the package, ready for `npm publish`. */
export async function buildPackage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const types = join(folder, 'types');
  writeDeclarations(types);
  for (const file of reachable(ENTRIES)) {
    const { code } = await transform(readFileSync(file, 'utf8'), { loader: 'ts', format: 'esm', target: 'node22' });
    const out = outputPath(file, folder);
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, withPlaces(code, file, folder));
    const declared = join(types, relative(dirname(HERE), file)).replace(/\.ts$/, '.d.ts');
    writeFileSync(out.replace(/\.js$/, '.d.ts'), withPlaces(readFileSync(declared, 'utf8'), file, folder));
  }
  rmSync(types, { recursive: true });
  for (const file of FILES)
    cpSync(join(HERE, file), join(folder, file), { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
  cpSync(join(HERE, '../../LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest(), undefined, 2));
}

/**
 * Has TypeScript write the declarations of what the entry points import, and of no test. It prints type errors itself; `npm test`
 * rejects them.
 */
function writeDeclarations(out: string): void {
  const modules = join(HERE, '../../node_modules');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: dirname(HERE),
    outDir: out,
    typeRoots: [join(modules, '@types')],
  };
  const config = {
    extends: join(HERE, 'tsconfig.json'),
    files: [...ENTRIES, join(WIRE, 'index.ts')],
    include: [],
    compilerOptions,
  };
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'tsconfig.json'), JSON.stringify(config));
  spawnSync(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The files that the entry points import, directly or not. */
function reachable(entries: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, , path = ''] of text.matchAll(SOURCE)) visit(join(dirname(file), path));
    if (text.includes("from '@parley/wire'")) visit(join(WIRE, 'index.ts'));
  };
  for (const entry of entries) visit(entry);
  return found;
}

/** The path of a source in the package: `wire` is part of it. */
function outputPath(file: string, folder: string): string {
  const inside = file.startsWith(WIRE) ? join('wire', relative(WIRE, file)) : relative(HERE, file);
  return join(folder, inside.replace(/\.ts$/, '.js'));
}

function withPlaces(code: string, file: string, folder: string): string {
  const wire = relative(dirname(outputPath(file, folder)), join(folder, 'wire/index.js')).replaceAll('\\', '/');
  return code
    .replace(SOURCE, (_all, quote, path) => `${quote}${path.replace(/\.ts$/, '.js')}${quote}`)
    .replaceAll(/(['"])@parley\/wire\1/g, `'${wire.startsWith('.') ? wire : `./${wire}`}'`);
}

function manifest() {
  const { version, license, description, keywords, bin, dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(HERE, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string>>;
  const { '@parley/wire': _within, ...needed } = dependencies ?? {};
  return {
    name: 'parley-local',
    version,
    description,
    keywords,
    license,
    type: 'module',
    bin,
    exports: { types: './index.d.ts', default: './index.js' },
    engines: { node: '>=22.15' },
    dependencies: needed,
    // The SDK that Lambda's runtimes bring: `npm install --omit=optional` leaves it out.
    optionalDependencies,
  };
}

if (import.meta.main) {
  const folder = resolve(process.argv[2] ?? join(HERE, '../../build/parley-local'));
  await buildPackage(folder);
  const { stdout, status } = spawnSync('npm', ['pack', '--silent'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
  if (status === 0) console.log(join(folder, stdout.trim()));
}
