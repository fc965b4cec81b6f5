// Bundles the code that runs on AWS: each `*.lambda.ts` as a folder with index.mjs, each `*.appsync.ts` as text for the template.
import { join } from 'node:path';
import { build } from 'esbuild';

const PACKAGE = join(import.meta.dirname, '..');

/** The functions of the stack, by the name of their file. */
export const LAMBDAS = [
  'read',
  'post',
  'manage',
  'guests',
  'delete-guests',
  'invitation',
  'search',
  'push',
  'notify',
  'signals',
  'files',
  'delete-files',
  'previews',
  'expire-messages',
  'rotate-api-key',
] as const;

/**
 * Writes `OUT/post/index.mjs` and so on, with all packages, so that their versions are pinned and a cold start reads one file.
 * `development` leaves out the SDK, which the runtime brings too, and adds source maps instead of minifying: a rebuild then takes
 * a tenth of the time.
 */
export async function bundleLambdas(out: string, development = false): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(
      LAMBDAS.map((name) => [`${name}/index`, join(PACKAGE, 'functions', `${name}.lambda.ts`)]),
    ),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: !development,
    sourcemap: development ? 'inline' : false,
    external: development ? ['@aws-sdk/*', '@smithy/*'] : [],
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Parts of the SDK are CommonJS and load Node's own modules by require, which ES modules do not have.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
}

/** The code of a namespace's handlers, as AppSync requires it. */
export async function bundleHandlers(name: 'log' | 'signals'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(PACKAGE, 'appsync', `${name}.appsync.ts`)],
    bundle: true,
    write: false,
    // The paths in its comments are part of the template: they must not depend on the working directory of the command.
    absWorkingDir: PACKAGE,
    external: ['@aws-appsync/utils'],
    format: 'esm',
    target: 'esnext',
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
