// Reads a template and its assets from a CDK cloud assembly (`cdk.out`), or a template from a file of its own.
import { existsSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import { EngineError } from '../errors.ts';
import { parseTemplate, type Template } from './cloudformation-template.ts';
import { localAssets } from './local-assets.ts';
import { type GivenParameters, rejectUnknownParameters } from './parameters.ts';
import { expandServerless, hasServerlessResources } from './sam/sam-transform.ts';
import { readManifest, readTemplateFile, unreadable } from './template-file.ts';

/** A stack to run: its name, its template, and the path of each asset that the template names. */
export type Assembly = { stack: string; template: Template; assets: ReadonlyMap<string, string> };

/** Which stacks of a folder to read, and the values of their parameters. */
export type AssemblyOptions = { stack?: string; parameters?: GivenParameters };

/**
 * Reads a template in JSON or YAML, or the stacks of a `cdk.out` folder, each after those that it depends on. With `stack`, that
 * one and those that it depends on, as `cdk deploy` selects them. A template inside of a `cdk.out` folder has its assets.
 */
export function readAssemblies(path: string, { stack, parameters = {} }: AssemblyOptions = {}): readonly Assembly[] {
  const assemblies = findStacks(path, stack).map((entry) => toAssembly(entry, parameters));
  const declared = assemblies.map(({ template }) => template.parameters);
  rejectUnknownParameters(declared, parameters);
  return assemblies;
}

/** Reads a template in JSON or YAML, with the values of its parameters; resources of SAM are expanded. */
export function readTemplate(file: string, parameters: GivenParameters = {}): Template {
  const read = readTemplateFile(file);
  const plain = hasServerlessResources(read) ? expandServerless(read as object, dirname(file), parameters) : read;
  return parseTemplate(plain, parameters);
}

function findStacks(path: string, only: string | undefined): readonly StackEntry[] {
  if (!existsSync(path)) throw unreadable(path, 'it does not exist');
  if (statSync(path).isDirectory()) return selectStacks(path, readStacks(path), only);
  const listed = stackOfFile(path);
  if (listed) return [listed];
  const stack = basename(path, extname(path)).replace(/\.template$/, '');
  if (only !== undefined && only !== stack)
    throw unreadable(path, `it is a template, and no folder with a stack ${only}`);
  return [{ folder: dirname(path), id: stack, stack, file: path, dependencies: [] }];
}

/** A stack as a manifest lists it. */
type StackEntry = { folder: string; id: string; stack: string; file: string; dependencies: readonly string[] };

/** The stacks of an assembly, and of the assemblies in it: CDK writes one for each stage. */
function readStacks(folder: string): StackEntry[] {
  const { artifacts = {} } = readManifest(join(folder, 'manifest.json')) as { artifacts?: Record<string, Artifact> };
  return Object.entries(artifacts).flatMap(([id, { type, properties = {}, dependencies = [] }]) => {
    if (type === 'cdk:cloud-assembly' && properties.directoryName !== undefined)
      return readStacks(within(folder, properties.directoryName));
    if (type !== 'aws:cloudformation:stack') return [];
    const file = within(folder, properties.templateFile ?? `${id}.template.json`);
    return [{ folder, id, stack: properties.stackName ?? id, file, dependencies }];
  });
}

function selectStacks(path: string, all: readonly StackEntry[], only: string | undefined): StackEntry[] {
  if (all.length === 0) throw unreadable(path, 'its manifest.json names no stack');
  const roots = only === undefined ? all : all.filter(({ id, stack }) => only === id || only === stack);
  if (roots.length === 0)
    throw unreadable(path, `it holds no stack ${only}; its stacks are ${all.map(({ stack }) => stack).join(', ')}`);
  const selected = new Set<StackEntry>();
  const select = (entry: StackEntry, path: readonly StackEntry[]) => {
    if (selected.has(entry) || path.includes(entry)) return;
    for (const needed of all.filter(({ id }) => entry.dependencies.includes(id))) select(needed, [...path, entry]);
    selected.add(entry);
  };
  for (const root of roots) select(root, []);
  return [...selected];
}

function stackOfFile(file: string): StackEntry | undefined {
  const folder = dirname(file);
  if (!isAssembly(folder)) return undefined;
  return readStacks(folder).find((entry) => realpathSync(entry.file) === realpathSync(file));
}

function isAssembly(folder: string): boolean {
  return existsSync(join(folder, 'manifest.json'));
}

function toAssembly({ folder, id, stack, file }: StackEntry, parameters: GivenParameters): Assembly {
  const template = readTemplate(file, parameters);
  // An assembly may name its own files only; the author of a template runs its functions here anyway.
  const beside = isAssembly(folder) ? [] : localAssets(dirname(file), template);
  return { stack, template, assets: new Map([...beside, ...readAssets(folder, id)]) };
}

/**
 * Finds the files that templates name by bucket and key; the bucket is CDK's own, so the key alone decides. After `replace` it
 * finds those of other assemblies.
 */
export function openAssets(initial: readonly Assembly[]) {
  let assets = assetsOf(initial);
  const folder = (_bucket: string, key: string): string => {
    const path = assets.get(key);
    if (path) return path;
    throw new EngineError(
      'template-broken',
      `The asset ${key} is not in the assembly. Run the cdk.out folder, not its template alone, or put the file beside the template.`,
    );
  };
  const replace = (next: readonly Assembly[]) => {
    assets = assetsOf(next);
  };
  return { folder, replace, readObject: (bucket: string, key: string) => readFile(folder(bucket, key)) };
}

function assetsOf(assemblies: readonly Assembly[]): ReadonlyMap<string, string> {
  return new Map(assemblies.flatMap(({ assets }) => [...assets]));
}

/** The assets of a stack, by the key under which CDK would upload them to S3. */
function readAssets(folder: string, stack: string): Map<string, string> {
  const assets = new Map<string, string>();
  if (!existsSync(join(folder, `${stack}.assets.json`))) return assets;
  const file = within(folder, `${stack}.assets.json`);
  const { files = {} } = readManifest(file) as { files?: Record<string, FileAsset> };
  for (const { source, destinations } of Object.values(files)) {
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, within(folder, source.path));
  }
  return assets;
}

type Artifact = {
  type: string;
  properties?: { templateFile?: string; stackName?: string; directoryName?: string };
  dependencies?: readonly string[];
};
type FileAsset = { source: { path: string }; destinations: Record<string, { objectKey: string }> };

/**
 * The path of a file that an assembly names. A file outside of it is neither read nor deployed: an assembly that another person has
 * built must not disclose this machine's files. The assets of a nested assembly (`assembly-…`) are in the folder above it.
 */
function within(folder: string, name: string): string {
  const path = join(folder, name);
  const top = basename(folder).startsWith('assembly-') ? dirname(folder) : folder;
  if (existsSync(path) && !`${realpathSync(path)}${sep}`.startsWith(`${realpathSync(top)}${sep}`))
    throw unreadable(folder, `it names a file outside of the folder (${name})`);
  return path;
}
