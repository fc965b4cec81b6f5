// Reads a template and its assets from a CDK cloud assembly (`cdk.out`), or a template from a file of its own.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { EngineError } from '../errors.ts';
import { parseTemplate, type Template } from './cloudformation-template.ts';
import { parseYaml } from './yaml.ts';

/** A stack to run: its name, its template, and the path of each asset that the template names. */
export type Assembly = { stack: string; template: Template; assets: ReadonlyMap<string, string> };

/** Reads a `cdk.out` folder with one stack, or a template in JSON or YAML. */
export function readAssembly(path: string): Assembly {
  if (!existsSync(path)) throw broken(path, 'it does not exist');
  if (!statSync(path).isDirectory())
    return {
      stack: basename(path, extname(path)).replace(/\.template$/, ''),
      template: parseTemplate(/\.ya?ml$/.test(path) ? readYaml(path) : readJson(path)),
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
  const file = join(path, properties.templateFile ?? `${name}.template.json`);
  return {
    stack: properties.stackName ?? name,
    template: parseTemplate(readJson(file)),
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
  const file = join(folder, `${stack}.assets.json`);
  const assets = new Map<string, string>();
  if (!existsSync(file)) return assets;
  const { files = {} } = readJson(file) as { files?: Record<string, FileAsset> };
  for (const { source, destinations } of Object.values(files)) {
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, join(dirname(file), source.path));
  }
  return assets;
}

type Artifact = { type: string; properties?: { templateFile?: string; stackName?: string } };
type FileAsset = { source: { path: string }; destinations: Record<string, { objectKey: string }> };

function readJson(file: string): unknown {
  return read(file, 'JSON', JSON.parse);
}

function readYaml(file: string): unknown {
  return read(file, 'YAML', parseYaml);
}

function read(file: string, format: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? `it is not ${format} (${cause.message})` : (cause as Error).message;
    throw broken(file, reason, cause);
  }
}

function broken(path: string, reason: string, cause?: unknown): EngineError {
  return new EngineError('template-broken', `${path} cannot be run: ${reason}.`, { cause });
}
