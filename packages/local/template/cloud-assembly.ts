// Reads a template and its assets from a CDK cloud assembly (`cdk.out`), or a template from a file of its own.
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import { EngineError } from '../errors.ts';
import { parseTemplate, type Template } from './cloudformation-template.ts';
import { parseYaml } from './yaml.ts';

/** CloudFormation takes a template of 1 MB (user guide, "Understand CloudFormation quotas", template body size in S3). */
const TEMPLATE_BYTES_MAX = 1024 * 1024;

/** The manifest of an assembly also holds what CDK knows of each construct. */
const MANIFEST_BYTES_MAX = 64 * 1024 * 1024;

/** A stack to run: its name, its template, and the path of each asset that the template names. */
export type Assembly = { stack: string; template: Template; assets: ReadonlyMap<string, string> };

/** Reads a `cdk.out` folder with one stack, or a template in JSON or YAML. */
export function readAssembly(path: string): Assembly {
  if (!existsSync(path)) throw broken(path, 'it does not exist');
  if (!statSync(path).isDirectory())
    return {
      stack: basename(path, extname(path)).replace(/\.template$/, ''),
      template: parseTemplate(/\.ya?ml$/.test(path) ? readYaml(path) : readJson(path, TEMPLATE_BYTES_MAX)),
      assets: new Map(),
    };
  const manifest = readJson(join(path, 'manifest.json')) as { artifacts?: Record<string, Artifact> };
  const stacks = Object.entries(manifest.artifacts ?? {}).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [stack, ...others] = stacks;
  if (!stack) throw broken(path, 'its manifest.json names no stack');
  if (others.length > 0)
    throw broken(
      path,
      `it holds ${stacks.length} stacks (${stacks.map(([name]) => name).join(', ')}); name the template of one`,
    );
  const [name, { properties = {} }] = stack;
  const file = within(path, properties.templateFile ?? `${name}.template.json`);
  return {
    stack: properties.stackName ?? name,
    template: parseTemplate(readJson(file, TEMPLATE_BYTES_MAX)),
    assets: readAssets(path, name),
  };
}

/**
 * Finds the files that a template names by bucket and key; the bucket is CDK's own, so the key alone decides. After `replace` it
 * finds those of another assembly.
 */
export function openAssets({ assets: initial }: Assembly) {
  let assets = initial;
  const folder = (_bucket: string, key: string): string => {
    const path = assets.get(key);
    if (path) return path;
    throw new EngineError(
      'template-broken',
      `The asset ${key} is not in the assembly. Run the cdk.out folder, not its template alone.`,
    );
  };
  const replace = (assembly: Assembly) => {
    assets = assembly.assets;
  };
  return { folder, replace, readObject: (bucket: string, key: string) => readFile(folder(bucket, key)) };
}

/** The assets of a stack, by the key under which CDK would upload them to S3. */
function readAssets(folder: string, stack: string): Map<string, string> {
  const assets = new Map<string, string>();
  if (!existsSync(join(folder, `${stack}.assets.json`))) return assets;
  const file = within(folder, `${stack}.assets.json`);
  const { files = {} } = readJson(file) as { files?: Record<string, FileAsset> };
  for (const { source, destinations } of Object.values(files)) {
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, within(folder, source.path));
  }
  return assets;
}

type Artifact = { type: string; properties?: { templateFile?: string; stackName?: string } };
type FileAsset = { source: { path: string }; destinations: Record<string, { objectKey: string }> };

/**
 * The path of a file that an assembly names. A file outside of it is neither read nor deployed: an assembly that another person has
 * built must not disclose this machine's files. The assets of a nested assembly (`assembly-…`) are in the folder above it.
 */
function within(folder: string, name: string): string {
  const path = join(folder, name);
  const top = basename(folder).startsWith('assembly-') ? dirname(folder) : folder;
  if (existsSync(path) && !`${realpathSync(path)}${sep}`.startsWith(`${realpathSync(top)}${sep}`))
    throw broken(folder, `it names a file outside of the folder (${name})`);
  return path;
}

function readJson(file: string, bytesMax = MANIFEST_BYTES_MAX): unknown {
  return read(file, 'JSON', bytesMax, JSON.parse);
}

function readYaml(file: string): unknown {
  return read(file, 'YAML', TEMPLATE_BYTES_MAX, parseYaml);
}

function read(file: string, format: string, bytesMax: number, parse: (text: string) => unknown): unknown {
  try {
    const { size } = statSync(file);
    if (size > bytesMax) throw new RangeError(`it has ${size} bytes; the limit is ${bytesMax}`);
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw broken(file, reasonOf(cause as Error, format), cause);
  }
}

function reasonOf(cause: Error, format: string): string {
  if (cause instanceof SyntaxError) return `it is not ${format} (${cause.message})`;
  // A parser that calls itself for each level of nesting.
  return /call stack/.test(cause.message) ? 'it is nested too deeply' : cause.message;
}

function broken(path: string, reason: string, cause?: unknown): EngineError {
  return new EngineError('template-broken', `${path} cannot be run: ${reason}.`, { cause });
}
