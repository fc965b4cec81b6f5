// Bundles what runs on AWS: each `*.lambda.ts` as a folder with index.mjs, each `*.appsync.ts` as text for the template.
import { join } from 'node:path';
import { build } from 'esbuild';

/** The functions of the stack, by the noun of their file. */
export const LAMBDAS = [
  'append',
  'history',
  'channels',
  'members',
  'rulings',
  'reports',
  'invites',
  'people',
  'read',
  'sync',
  'blocked',
  'profiles',
  'repair',
  'guests',
  'old-guests',
] as const;

/** Writes `OUT/append/index.mjs` and so on, the AWS SDK inside, so that the version is ours and a start reads one file. */
export async function bundleLambdas(out: string): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(
      LAMBDAS.map((name) => [`${name}/index`, join(import.meta.dirname, `${name}.lambda.ts`)]),
    ),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Parts of the SDK are CommonJS and ask for Node's own modules by require, which an ES module does not have.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
}

/** The code of a namespace's handlers, as AppSync takes it. */
export async function bundleHandlers(name: 'log' | 'signals'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, `${name}.appsync.ts`)],
    bundle: true,
    write: false,
    // The paths in its comments are part of the template: they must not depend on where the command ran.
    absWorkingDir: import.meta.dirname,
    external: ['@aws-appsync/utils'],
    format: 'esm',
    target: 'esnext',
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
