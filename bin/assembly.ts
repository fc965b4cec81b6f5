// Makes the assembly that is deployed or run: the page, the bundles, the template. Made again only when something changed.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The checkout. */
export const ROOT = join(import.meta.dirname, '..');

/** Settings of the stack that the command line gives. */
export type Settings = { logExecutionData?: boolean; openSignUp?: boolean };

/** What goes into the assembly: the sources that it is made of, and the versions of the packages. */
const INPUTS = ['packages/{chat,wire,client,web,cloud}/**/*', 'bin/assembly.ts', 'package-lock.json'];
const NOT_INPUTS = /\.test\.tsx?$|\.md$|node_modules/;

/**
 * Brings the assembly up to date and returns its folder, and whether it had to be made. `validate` lets CDK check the
 * template against CloudFormation's schemas, which takes some seconds: for a deployment, not for each start.
 */
export async function makeAssembly(
  validate: boolean,
  settings: Settings = {},
): Promise<{ folder: string; made: boolean }> {
  const folder = join(ROOT, 'build/assembly');
  const mark = join(ROOT, 'build/assembly.inputs');
  const now = new Date();
  const inputs = fingerprint({ ...settings, validate, month: now.toISOString().slice(0, 7) });
  if (existsSync(join(folder, 'manifest.json')) && existsSync(mark) && readFileSync(mark, 'utf8') === inputs)
    return { folder, made: false };

  rmSync(mark, { force: true });
  if (!validate) process.env['CDK_VALIDATION'] = 'false';
  const [{ buildPage }, { synthesize }] = await Promise.all([import('@parley/web'), import('@parley/cloud')]);
  const page = join(ROOT, 'build/page');
  await buildPage(page);
  rmSync(folder, { recursive: true, force: true });
  await synthesize({ page, bundles: join(ROOT, 'build/lambda'), out: folder, now, ...settings });
  writeFileSync(mark, inputs);
  return { folder, made: true };
}

function fingerprint(settings: Record<string, unknown>): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  const files = globSync(INPUTS, { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !NOT_INPUTS.test(file));
  for (const file of files.sort()) hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  return hash.digest('hex');
}
